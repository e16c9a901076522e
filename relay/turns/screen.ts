import { judgeLocally, type Verdict } from "../safety/judge.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import type { Screened } from "../store/schema.ts";

/** What of a player's words is stored and may reach a model: nothing where they must not go on, and nothing that is personal. */
export function screen(said: string): { screened: Screened | null; text: string } {
  const screened = screenedBy(judgeLocally(said));
  return { screened, text: screened === null ? scrubPersonal(said) : "" };
}

export function screenedBy(verdict: Verdict): Screened | null {
  if (verdict.kind === "passed") return null;
  return verdict.kind === "crisis" ? verdict.crisis : "refused";
}
