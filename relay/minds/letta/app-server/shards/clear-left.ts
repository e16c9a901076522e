import type { Logger } from "../../../../observe/logger.ts";
import type { Left } from "../../../../store/left-behind.ts";
import type { LettaRefs } from "../../../../store/letta-refs.ts";

/** Forgets, from now on until it is stopped, what was to be forgotten here while this relay was away. */
export function clearLeft(
  forgetHere: (left: Left) => Promise<void>,
  { elsewhere }: LettaRefs,
  log: Logger,
): () => void {
  if (elsewhere === undefined) return () => undefined;
  /** One Letta that does not start, or has no room, keeps none of the others from it. */
  const inHand = new Set<string>();
  const clear = async (left: Left): Promise<void> => {
    inHand.add(left.thread);
    try {
      await forgetHere(left);
      await elsewhere.forgotten(left.thread);
    } catch (error) {
      log.warn({ err: error, conversation: left.conversation }, STILL_HERE);
    } finally {
      inHand.delete(left.thread);
    }
  };
  const clearAll = async (): Promise<void> => {
    // As of before the question: what ends meanwhile may be in the answer still.
    const before = new Set(inHand);
    const left = await elsewhere.left();
    await Promise.all(left.filter(({ thread }) => !before.has(thread)).map(clear));
  };
  const look = (): void => void clearAll().catch((error: unknown) => log.warn({ err: error }, STILL_HERE));
  look();
  const looking = setInterval(look, EVERY_MS).unref();
  return () => clearInterval(looking);
}

const EVERY_MS = 30_000;
const STILL_HERE = "what was to be forgotten here is still here";
