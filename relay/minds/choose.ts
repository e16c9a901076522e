import type { Gateway } from "../models/gateway/gateway.ts";
import type { Metrics } from "../observe/metrics.ts";
import { createDirectMind } from "./direct.ts";
import type { Fetching } from "./letta/app-server/embedded/embedded.ts";
import type { LettaNeeds } from "./letta/shared/letta-needs.ts";
import type { Mind } from "./mind.ts";
import { withQuickReplyCache } from "./quick-reply-cache.ts";
import { chosenMind, type MindSettings } from "./settings.ts";
import { whenStarted } from "./when-started.ts";
import { withFallback } from "./with-fallback.ts";

export interface MindNeeds extends Omit<LettaNeeds, "abortCalls"> {
  settings: MindSettings;
  gateway: Gateway;
  /** The gateway as a Letta on this machine reaches it, once the relay listens. */
  endpoint: Promise<Endpoint>;
  metrics: Metrics;
  /** Aborts when the relay begins to stop. */
  closing: AbortSignal;
}

interface Endpoint {
  url: string;
  token: string;
}

export interface OpenMind extends Mind {
  /** Resolves when it is ready, or has to be fetched first; rejects with what an operator should know. */
  started: Promise<void>;
  /** Whether the embedded Letta is being brought to this machine: minutes, in which another answers in its place. */
  isFetching(): boolean;
  /** `fallback`: another answers in its place. */
  state(): "starting" | "ready" | "fallback";
}

/** The mind that the configuration names, with all that keeps it answering. It may be asked while it is still starting. */
export function openMind(needs: MindNeeds): OpenMind {
  const { gateway, log, metrics } = needs;
  const { silenceMs } = needs.settings.deadlines;
  const direct = createDirectMind({ gateway });
  const fetching = Promise.withResolvers<void>();
  let isFetching = false;
  const onFetch = (): void => {
    isFetching = true;
    // Who asks for this mind and no other waits for it.
    if (needs.settings.mind === "auto") fetching.resolve();
  };
  const starting = needs.endpoint.then((endpoint) => startMind(needs, endpoint, direct, onFetch));
  const started = starting.then(() => undefined).finally(() => (isFetching = false));
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
    mind: followed(chosen, gateway),
    fallback: direct,
    silenceMs,
    log,
    metrics,
  });
  const begun = Promise.race([started, fetching.promise]);
  // A relay that cannot listen says why and is gone, without asking for it.
  begun.catch(() => undefined);
  return {
    ...withQuickReplyCache(mind, metrics),
    started: begun,
    isFetching: () => isFetching,
    state,
  };
}

/** So that what a Letta asks for a turn is known to be of its conversation. */
const followed = (mind: Mind, gateway: Gateway): Mind => ({
  ...mind,
  async *answer(question, signal) {
    const leave = gateway.follow(question.turn, question.conversation);
    try {
      yield* mind.answer(question, signal);
    } finally {
      leave();
    }
  },
});

/** `auto` is the Letta that is configured, else the embedded one; where that cannot start, it says why and is `direct`. */
async function startMind(
  { settings, gateway, refs, namespace, log, closing }: MindNeeds,
  endpoint: Endpoint,
  direct: Mind,
  onFetch: () => void,
): Promise<Mind> {
  const name = chosenMind(settings);
  if (name === "direct") return direct;
  const needs: LettaNeeds = { refs, namespace, log, abortCalls: gateway.abortCalls };
  if (name === "letta-api") return startLettaApi(settings, needs);
  if (settings.appServers) return startOperatorsLettas(settings.appServers, endpoint, needs);
  try {
    return await startOwnLettas(settings, endpoint, { ...needs, fetching: { begins: onFetch, signal: closing } });
  } catch (error) {
    if (settings.mind !== "auto") throw error;
    if (closing.aborted) return direct;
    const why = error instanceof Error ? error.message : String(error);
    log.warn(`The embedded Letta cannot start, so the NPCs think without Letta (mind: direct). ${why}`);
    return direct;
  }
}

/** Each Letta is loaded only where it is used: they are half of what the relay would hold in memory. */
async function startLettaApi({ letta, deadlines }: MindSettings, needs: LettaNeeds): Promise<Mind> {
  const { createLettaApi } = await import("./letta/v1/letta-api.ts");
  return createLettaApi({ baseUrl: "", ...letta, silenceMs: deadlines.silenceMs, ...needs });
}

async function startOperatorsLettas(
  { servers, gatewayUrl }: NonNullable<MindSettings["appServers"]>,
  { url, token }: Endpoint,
  needs: LettaNeeds,
): Promise<Mind> {
  const { connectOperatorsLettas } = await import("./letta/app-server/operators.ts");
  return connectOperatorsLettas(servers, { url: gatewayUrl ?? url, token }, needs);
}

async function startOwnLettas(
  { dataDir, systemEnv, lettaProcesses }: Pick<MindSettings, "dataDir" | "systemEnv" | "lettaProcesses">,
  gateway: Endpoint,
  needs: LettaNeeds & { fetching: Fetching },
): Promise<Mind> {
  const { startEmbeddedLettas } = await import("./letta/app-server/embedded/embedded.ts");
  return startEmbeddedLettas({ lettaProcesses, dataDir, systemEnv, gateway, ...needs });
}
