import type { Gateway } from "../models/gateway/gateway.ts";
import type { Logger } from "../observe/logger.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { LettaRefs } from "../store/letta-refs.ts";
import { createDirectMind } from "./direct.ts";
import { type Mind, MindError } from "./mind.ts";
import { withQuickReplyCache } from "./quick-reply-cache.ts";
import { chosenMind, type MindSettings } from "./settings.ts";
import { withFallback } from "./with-fallback.ts";

export interface MindNeeds {
  settings: MindSettings;
  gateway: Gateway;
  /** The gateway as a Letta on this machine reaches it, once the relay listens. */
  endpoint: Promise<{ url: string; token: string }>;
  refs: LettaRefs;
  /** Keeps this town's agents apart from another's on the same Letta server. */
  town: string;
  log: Logger;
  metrics: Metrics;
}

export interface OpenMind extends Mind {
  /** Resolves when it is ready; rejects with what an operator should know. */
  started: Promise<void>;
  /** `fallback`: another answers in its place. */
  state(): "starting" | "ready" | "fallback";
}

/** The mind that the configuration names, with all that keeps it answering. It may be asked while it is still starting. */
export function openMind(needs: MindNeeds): OpenMind {
  const { gateway, log, metrics } = needs;
  const direct = createDirectMind({ gateway });
  const starting = needs.endpoint.then((endpoint) => startMind(needs, endpoint, direct));
  const started = starting.then(() => undefined);
  started.then(
    () => metrics.breakerMoved(mind.name(), "closed"),
    () => undefined,
  );
  const chosen = whenStarted(starting);
  let hasStarted = false;
  started.then(
    () => (hasStarted = true),
    () => undefined,
  );
  const isChosen = (): boolean => chosenMind(needs.settings) === chosen.name();
  const state: OpenMind["state"] = () => {
    if (!hasStarted) return "starting";
    return chosen.isReady() && isChosen() ? "ready" : "fallback";
  };
  const mind = withFallback({
    mind: chosen,
    ...(needs.settings.mind !== "direct" && { fallback: direct }),
    silenceMs: needs.settings.deadlines.silenceMs,
    log,
    metrics,
  });
  return { ...withQuickReplyCache(mind, metrics), started, state };
}

/** `auto` is the Letta that is configured, else the embedded one; where that cannot start, it says why and is `direct`. */
async function startMind(needs: MindNeeds, endpoint: { url: string; token: string }, direct: Mind): Promise<Mind> {
  const { settings, log } = needs;
  const name = chosenMind(settings);
  if (name === "direct") return direct;
  if (name === "letta-api") return startLettaApi(needs);
  if (settings.appServer) return startOperatorsLetta(needs, settings.appServer, endpoint);
  try {
    return await startOwnLetta(needs, endpoint);
  } catch (error) {
    if (settings.mind !== "auto") throw error;
    const why = error instanceof Error ? error.message : String(error);
    log.warn(`The embedded Letta cannot start, so the NPCs think without Letta (mind: direct). ${why}`);
    return direct;
  }
}

/** Each Letta is loaded only where it is used: they are half of what the relay would hold in memory. */
async function startLettaApi({ settings, gateway, refs, town, log }: MindNeeds): Promise<Mind> {
  const { createLettaApi } = await import("./letta/v1/letta-api.ts");
  const { baseUrl, token } = settings.letta ?? { baseUrl: "" };
  const { abortCalls } = gateway;
  return createLettaApi({ baseUrl, ...(token !== undefined && { token }), town, refs, log, abortCalls });
}

async function startOperatorsLetta(
  { gateway, refs, town, log }: MindNeeds,
  { url, token, gatewayUrl }: NonNullable<MindSettings["appServer"]>,
  endpoint: { url: string; token: string },
): Promise<Mind> {
  const { connectOperatorsLetta } = await import("./letta/app-server/operators.ts");
  return connectOperatorsLetta({
    url,
    token,
    town,
    gateway: { url: gatewayUrl ?? endpoint.url, token: endpoint.token, abortCalls: gateway.abortCalls },
    refs,
    log,
  });
}

async function startOwnLetta(
  { settings, gateway, refs, town, log }: MindNeeds,
  endpoint: { url: string; token: string },
): Promise<Mind> {
  const { startEmbeddedLetta } = await import("./letta/app-server/embedded/embedded.ts");
  const { dataDir, systemEnv } = settings;
  return startEmbeddedLetta({
    dataDir,
    gateway: { ...endpoint, abortCalls: gateway.abortCalls },
    refs,
    town,
    log,
    systemEnv,
  });
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
    name: () => mind?.name() ?? "direct",
    async *answer(question, signal) {
      yield* (await started()).answer(question, signal);
    },
    adopt: async (sheet) => (await started()).adopt(sheet),
    forget: async (conversation) => (await started()).forget(conversation),
    orphans: async (known) => (await started()).orphans?.(known) ?? [],
    remove: async (orphan) => (await started()).remove?.(orphan),
    isReady: () => mind?.isReady() ?? false,
    close: async () => {
      await starting.then(
        (known) => known.close(),
        () => undefined,
      );
    },
  };
}
