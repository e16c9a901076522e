import type { Config } from "../config.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { Logger } from "../logger.ts";
import type { Metrics } from "../metrics.ts";
import { createDirectMind } from "./direct.ts";
import { type LettaRefs, type Mind, MindError } from "./mind.ts";
import { withQuickReplyCache } from "./quick-reply-cache.ts";
import { steady } from "./steady.ts";

export interface MindNeeds {
  config: Config;
  gateway: Gateway;
  /** The gateway as a Letta on this machine reaches it, once the relay listens. */
  door: Promise<{ url: string; token: string }>;
  refs: LettaRefs;
  log: Logger;
  metrics: Metrics;
}

export interface OpenMind extends Mind {
  /** Resolves when it is ready; rejects with what an operator should know. */
  started: Promise<void>;
}

/** The mind that the configuration names, with all that keeps it steady. It may be asked while it is still starting. */
export function openMind(needs: MindNeeds): OpenMind {
  const { gateway, log, metrics } = needs;
  const direct = createDirectMind({ gateway });
  const starting = needs.door.then((door) => startMind(needs, door, direct));
  const started = starting.then(() => undefined);
  started.catch(() => undefined);
  const mind = steady({
    mind: whenStarted(starting),
    ...(needs.config.mind !== "direct" && { understudy: direct }),
    log,
    metrics,
  });
  const cached = withQuickReplyCache(mind, metrics);
  return Object.defineProperty({ ...cached, started }, "name", { get: () => cached.name });
}

/** `auto` is the embedded Letta where it can start; where it cannot, it says why and is `direct`. */
async function startMind(
  { config, gateway, refs, log }: MindNeeds,
  door: { url: string; token: string },
  direct: Mind,
): Promise<Mind> {
  if (config.mind === "direct") return direct;
  try {
    const { startEmbeddedLetta } = await import("./letta-app-server/embedded.ts");
    return await startEmbeddedLetta({
      dataDir: config.dataDir,
      gateway: { ...door, hangUp: gateway.hangUp },
      refs,
      log,
      systemEnv: config.systemEnv,
    });
  } catch (error) {
    if (config.mind !== "auto") throw error;
    const why = error instanceof Error ? error.message : String(error);
    log.warn(`The embedded Letta cannot start, so the NPCs think without Letta (mind: direct). ${why}`);
    return direct;
  }
}

/** Stands for a mind that is still starting. */
function whenStarted(starting: Promise<Mind>): Mind {
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
