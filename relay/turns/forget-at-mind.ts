import { unless } from "../lib/abort.ts";
import type { TurnContext } from "./turn-context.ts";

/**
 * Has the mind forget a conversation, and waits for it for a moment: nobody's next turn waits for a Letta that is away. It goes on
 * meanwhile, and whoever asks again asks for the same.
 * @throws {MindError}, or that it takes too long
 */
export async function forgetAtMind({ mind, forgetting }: TurnContext, conversation: string): Promise<void> {
  let underWay = forgetting.get(conversation);
  if (underWay === undefined) {
    underWay = mind.forget(conversation).finally(() => forgetting.delete(conversation));
    forgetting.set(conversation, underWay);
  }
  await unless(AbortSignal.timeout(PATIENCE_MS), underWay);
}

const PATIENCE_MS = 5_000;
