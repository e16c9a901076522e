import type { Config } from "../../config/config.ts";
import { createModerator } from "../../models/moderation/moderator.ts";
import { createLogger } from "../../observe/logger.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";

/** Asks the guard model a harmless question, as the relay does at its start. */
export async function checkGuard({ guard }: Config): Promise<Finding> {
  const moderator = createModerator({ guard, log: await createLogger("silent") });
  await moderator.look();
  const found = moderator.guard();
  if (found === undefined)
    return ok("guard", "the relay's own tables alone (GUARD_MODEL sets a model, which knows more than they do)");
  if (found.problem === undefined) return ok("guard", `${found.model} at ${found.address}: judges`);
  return found.fails === "closed"
    ? broken("guard", found.problem, "NPCs say fallback lines until it judges; mend GUARD_MODEL or GUARD_BASE_URL.")
    : warn("guard", found.problem, "The relay's own tables judge alone until then (GUARD_FAILS=open).");
}
