import type { Config } from "../config.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Logger } from "../logger.ts";
import { createDirectMind } from "./direct.ts";
import { startEmbeddedLetta } from "./letta-app-server/embedded.ts";
import { MindError, type LettaRefs, type Mind } from "./mind.ts";

export interface MindNeeds {
  config: Config;
  gateway: Gateway;
  /** The gateway as the embedded Letta reaches it. */
  door: { url: string; token: string };
  refs: LettaRefs;
  log: Logger;
}

/**
 * Starts the mind that the configuration names. `auto` is the embedded Letta where it can start; where it cannot, it says
 * why and is `direct`.
 */
export async function startMind(needs: MindNeeds): Promise<Mind> {
  const { config, gateway, door, refs, log } = needs;
  if (config.mind === "direct") return createDirectMind({ gateway });
  try {
    return await startEmbeddedLetta({ dataDir: config.dataDir, gateway: door, refs, log });
  } catch (error) {
    if (config.mind !== "auto") throw error;
    const why = error instanceof Error ? error.message : String(error);
    log.warn(`The embedded Letta cannot start, so the NPCs think without Letta (mind: direct). ${why}`);
    return createDirectMind({ gateway });
  }
}

/** Stands for a mind that is still starting: questions wait for it. */
export function whenStarted(starting: Promise<Mind>): Mind {
  let mind: Mind | undefined;
  starting.then(
    (started) => (mind = started),
    () => undefined,
  );
  const started = () =>
    starting.catch((error: unknown) => {
      throw new MindError("unavailable", "The mind did not start.", { cause: error });
    });
  return {
    get name() {
      return mind?.name ?? "direct";
    },
    async *answer(question, signal) {
      yield* (await started()).answer(question, signal);
    },
    adopt: async (sheet) => (await started()).adopt(sheet),
    forget: async (conversation) => (await started()).forget(conversation),
    isReady: () => mind?.isReady() ?? false,
    close: async () => {
      await starting.then(
        (known) => known.close(),
        () => undefined,
      );
    },
  };
}
