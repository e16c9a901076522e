import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../../../observe/logger.ts";
import type { Mind } from "../../../mind.ts";
import { whenStarted } from "../../../when-started.ts";
import type { LettaAppServer } from "../letta-app-server.ts";

/** One of several Lettas. */
export interface Shard {
  /** The same at every start. */
  name: string;
  mind: Mind;
  /** Whether its conversations have to live elsewhere: it is not there, and not to be expected soon. */
  isGone(): boolean;
  /** Resolves when it serves. @throws why its first start failed; it is tried again and again nevertheless. */
  started: Promise<void>;
}

/** One that cannot start keeps none of the others back. */
export function openShard(name: string, start: () => Promise<LettaAppServer>, log: Logger): Shard {
  const closing = new AbortController();
  const first = start();
  let letta: LettaAppServer | undefined;
  const until = async (): Promise<LettaAppServer> => {
    for (let starting = first; ; starting = start()) {
      try {
        letta = await starting;
        return letta;
      } catch (error) {
        log.warn({ err: error }, "one of the Lettas does not start; it is tried again");
        await sleep(PAUSE_MS, undefined, { signal: closing.signal });
      }
    }
  };
  const mind = whenStarted(until());
  return {
    name,
    mind: {
      ...mind,
      close: async () => {
        closing.abort();
        await mind.close();
      },
    },
    isGone: () => letta?.isGone() ?? true,
    started: first.then(() => undefined),
  };
}

const PAUSE_MS = 10_000;
