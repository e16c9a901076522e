import { randomBytes } from "node:crypto";
import { openCast } from "./cast/cast.ts";
import { type CastWithOverrides, openCastWithOverrides } from "./cast/overrides.ts";
import type { Config } from "./config/config.ts";
import { createOpenTalks, IDLE_MS } from "./limits/open-talks.ts";
import { createLimits, type Limits } from "./limits/rate-limits.ts";
import { type OpenMind, openMind } from "./minds/choose.ts";
import { type Meter, openMeter } from "./models/client/meter.ts";
import { isFree, openProvider } from "./models/client/open-provider.ts";
import type { ServerWatch } from "./models/client/server-watch.ts";
import { createGateway, type Gateway, modelNamedByAll } from "./models/gateway/gateway.ts";
import { createModerator } from "./models/moderation/moderator.ts";
import { now } from "./observe/clock.ts";
import { createLogger, type Logger } from "./observe/logger.ts";
import { createMetrics, type Metrics } from "./observe/metrics.ts";
import { openPhrasebook, type Phrasebook } from "./safety/phrasebook.ts";
import { talksSince } from "./store/conversations.ts";
import { lettaRefs } from "./store/letta-refs.ts";
import { openStore, type Store } from "./store/store.ts";
import { townId } from "./store/town-id.ts";
import { createFeed, type Feed } from "./turns/feed.ts";
import { createTurns, type Turns } from "./turns/turns.ts";

/** Everything that the relay's parts need of each other, put together once, here. */
export interface Context {
  config: Config;
  log: Logger;
  metrics: Metrics;
  cast: CastWithOverrides;
  store: Store;
  db: Store["db"];
  meter: Meter;
  gateway: Gateway;
  /** Absent where there is no provider. */
  modelServer: ServerWatch | undefined;
  /** What Letta shows at the gateway instead of a provider's key. */
  token: string;
  mind: OpenMind;
  limits: Limits;
  /** The words of safety, by language. */
  phrasebook: Phrasebook;
  feed: Feed;
  turns: Turns;
  /** Aborts when the relay begins to stop. */
  closing: AbortSignal;
}

/** `url`: where the relay listens, once it does; the embedded Letta finds the gateway there. @throws for the operator. */
export async function createContext(config: Config, url: Promise<string>, closing: AbortSignal): Promise<Context> {
  const log = await createLogger(config.logLevel);
  const metrics = createMetrics();
  const sheets = openCast(config.sheetsDir, config.isRestricted, log, closing);
  const store = await openStore(config.dataDir, metrics);
  const { db } = store;
  const cast = await openCastWithOverrides(db, sheets);
  const meter = await openMeter({
    db,
    log,
    metrics,
    budget: config.budgetUsdPerDay,
    isFree: isFree(config.provider),
  });
  const modelToAsk = (): string | undefined => modelNamedByAll(cast.all());
  const provider = config.provider && openProvider(config.provider, log, metrics, { modelToAsk, closing });
  const gateway = createGateway({ cast, provider: provider?.client, meter, metrics });
  const token = config.gatewayToken ?? randomBytes(24).toString("hex");
  const mind = openMind({
    settings: config,
    gateway,
    endpoint: url.then((at) => ({ url: `${at}/llm/v1`, token })),
    refs: lettaRefs(db),
    town: await townId(db),
    log,
    metrics,
  });
  const feed = createFeed(db, metrics);
  const limits = createLimits(config.turnLimits, metrics);
  const talks = createOpenTalks(config.talkLimits, metrics, await talksSince(db, now() - IDLE_MS));
  const phrasebook = openPhrasebook(config.wordsFile);
  const moderator = createModerator({ provider: config.provider, log, metrics });
  const turns = createTurns({
    moderator,
    phrasebook,
    db,
    cast,
    mind,
    deadlines: config.deadlines,
    feed,
    log,
    limits,
    talks,
    meter,
    gateway,
    metrics,
    logText: config.logText,
  });
  metrics.watch({
    ...turns.counts,
    talks: talks.count,
    modelQueue: () => provider?.waiting() ?? 0,
    budgetLeft: () => meter.left(cast.all()),
  });
  return {
    config,
    log,
    metrics,
    cast,
    store,
    db,
    meter,
    gateway,
    modelServer: provider?.watch,
    token,
    mind,
    limits,
    phrasebook,
    feed,
    turns,
    closing,
  };
}
