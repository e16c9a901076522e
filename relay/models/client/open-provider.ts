import { isNear } from "../../lib/near.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Metrics } from "../../observe/metrics.ts";
import { createProviderClient } from "./ask.ts";
import { createLearned } from "./learned.ts";
import { openServer, type ProviderClient, type ProviderSettings } from "./provider.ts";
import { createThrottle } from "./throttle.ts";

/** Enough for 50 turns a second of two seconds each with room to spare; more at once only makes all of them slower. */
const CALLS_AT_ONCE = 256;
/** Within the eight seconds that a player waits for the first words. */
const QUEUE_MS = 6_000;

/** The provider with all that stands before it. */
export function openProvider(
  provider: ProviderSettings,
  log: Logger,
  metrics: Metrics,
): { client: ProviderClient; waiting: () => number } {
  const { rpm, tpm } = provider;
  const throttle = createThrottle({
    ...(rpm !== undefined && { rpm }),
    ...(tpm !== undefined && { tpm }),
    concurrency: CALLS_AT_ONCE,
    queueMs: QUEUE_MS,
  });
  const server = openServer(provider, (ms) => throttle.pause(ms));
  const learned = createLearned(log);
  const client = createProviderClient({ server, learned, throttle, log, metrics });
  return { client, waiting: () => throttle.waiting() };
}

/** A model of our own, on this machine or in our own network, costs nothing. */
export const isFree = (provider: ProviderSettings | undefined): boolean =>
  provider === undefined || isNear(provider.baseUrl);
