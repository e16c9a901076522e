import { unless } from "../lib/abort.ts";
import { MindError } from "../minds/mind.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Has the mind forget a conversation, and waits for it for a moment: nobody's next turn waits for a Letta that is away. It goes on
 * meanwhile, and whoever asks again asks for the same.
 * @throws {MindError} also where it takes longer than `patienceMs`.
 */
export async function forgetAtMind(
  { mind, forgetting }: TurnContext,
  conversation: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  let underWay = forgetting.get(conversation);
  if (underWay === undefined) {
    underWay = mind.forget(conversation).finally(() => forgetting.delete(conversation));
    forgetting.set(conversation, underWay);
  }
  const late = AbortSignal.timeout(patienceMs);
  await unless(late, underWay).catch((error: unknown) => {
    throw late.aborted ? new MindError("unavailable", "The mind takes too long to forget.", { cause: error }) : error;
  });
}

const PATIENCE_MS = 5_000;
