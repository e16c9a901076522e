import type { Logger } from "../../../../observe/logger.ts";
import type { LettaRefs } from "../../../../store/letta-refs.ts";
import type { Shard } from "./open-shard.ts";
import { nameOf, withoutName } from "./shard-names.ts";

/** Forgets, from now on until it is stopped, what was to be forgotten here while this relay was away. */
export function clearLeft(shardNamed: (name: string) => Shard, { elsewhere }: LettaRefs, log: Logger): () => void {
  if (elsewhere === undefined) return () => undefined;
  const clear = async (): Promise<void> => {
    for (const { thread, conversation } of await elsewhere.left()) {
      const { mind } = shardNamed(nameOf(thread));
      await mind.forgetLeft?.(withoutName(thread), conversation);
      await elsewhere.forgotten(thread);
    }
  };
  const look = (): void =>
    void clear().catch((error: unknown) => log.warn({ err: error }, "what was to be forgotten here is still here"));
  look();
  const looking = setInterval(look, EVERY_MS).unref();
  return () => clearInterval(looking);
}

const EVERY_MS = 30_000;
