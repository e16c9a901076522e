import { isNear } from "../../lib/near.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import type { DrawMinute } from "../../store/postgres/minutes.ts";
import { createProviderClient } from "./ask.ts";
import { createLearned } from "./learned.ts";
import { lookAt } from "./look.ts";
import type { Usage } from "./meter.ts";
import type { Owner } from "./minute-shares.ts";
import { openServer, type ProviderClient, type ProviderSettings } from "./provider.ts";
import { type ServerWatch, watchServer } from "./server-watch.ts";
import { sharedMinuteShares } from "./shared-minute-shares.ts";
import { createThrottle } from "./throttle.ts";

/** Who waits for a model costs no time: enough for one universe's 50 turns a second of twelve seconds each. */
const CALLS_AT_ONCE = 800;
/** Within the eight seconds that a player waits for the first words. */
const QUEUE_MS = 6_000;

interface OpenProvider {
  client: ProviderClient;
  watch: ServerWatch;
  waiting: () => number;
}

/** The provider with all that stands before it. `modelToAsk`: a sheet's, where none goes without. */
export function openProvider(
  provider: ProviderSettings,
  log: Logger,
  metrics: Metrics,
  {
    modelToAsk,
    ownerOf,
    drawMinute,
    spent = () => undefined,
    closing,
  }: {
    modelToAsk: () => string | undefined;
    /** Hears what the relay's own look at the server has cost. */
    spent?: (model: string, usage: Usage) => void;
    ownerOf?: (turn: string) => Promise<Owner | undefined>;
    /** Where the account's minute is shared with other relays. */
    drawMinute?: DrawMinute | undefined;
    closing: AbortSignal;
  },
): OpenProvider {
  const { rpm, tpm, baseUrl } = provider;
  const throttle = createThrottle({
    ...(rpm !== undefined && { rpm }),
    ...(tpm !== undefined && { tpm }),
    concurrency: CALLS_AT_ONCE,
    queueMs: QUEUE_MS,
    ...(ownerOf && { ownerOf }),
    ...(drawMinute && { minuteOf: (what, limit) => sharedMinuteShares(drawMinute, `${what} ${baseUrl}`, limit) }),
  });
  const server = openServer(provider, (ms) => throttle.pause(ms));
  const learned = createLearned(log);
  const heard = (error?: Error): void => watch.heard(error);
  const client = createProviderClient({ server, learned, throttle, log, metrics, heard, closing });
  const look = () => lookAt({ server, client, learned, model: modelToAsk(), spent }, closing);
  const watch = watchServer(look, log, closing);
  return { client, watch, waiting: () => throttle.waiting() };
}

/** A model of our own, on this machine or in our own network, costs nothing, but for one whose name has a price: see `priceOf`. */
export const isFree = (provider: ProviderSettings | undefined): boolean =>
  provider === undefined || isNear(provider.baseUrl);
