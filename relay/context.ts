import { randomBytes } from "node:crypto";
import { type Cast, openCast } from "./cast/cast.ts";
import { type CastWithOverrides, openCastWithOverrides } from "./cast/overrides.ts";
import type { Config } from "./config/config.ts";
import { isNear } from "./lib/near.ts";
import { type BudgetShares, openBudgetShares } from "./limits/budget-shares.ts";
import { createOpenTalks, IDLE_MS } from "./limits/open-talks.ts";
import { createLimits, type Limits } from "./limits/rate-limits.ts";
import { sharedPoints } from "./limits/shared-points.ts";
import { type OpenMind, openMind } from "./minds/choose.ts";
import { createMeter, type Meter, RELAY_ITSELF } from "./models/client/meter.ts";
import { isFree, openProvider } from "./models/client/open-provider.ts";
import { isPriced } from "./models/client/prices.ts";
import type { ServerWatch } from "./models/client/server-watch.ts";
import { createGateway, type Gateway, modelNamedByAll } from "./models/gateway/gateway.ts";
import { createModerator, type Moderator } from "./models/moderation/moderator.ts";
import { now } from "./observe/clock.ts";
import { createLogger, type Logger } from "./observe/logger.ts";
import { createMetrics, type Metrics } from "./observe/metrics.ts";
import { openPhrasebook, type Phrasebook } from "./safety/phrasebook.ts";
import { talksSince } from "./store/conversations.ts";
import type { Ledger } from "./store/ledger.ts";
import { lettaRefs } from "./store/letta-refs.ts";
import { namespaceOf } from "./store/namespace.ts";
import { openLedger } from "./store/open-ledger.ts";
import { openStoreOf } from "./store/open-store.ts";
import type { DrawMinute } from "./store/postgres/minutes.ts";
import type { Store } from "./store/store.ts";
import { type StoreWatch, watchStore } from "./store/store-watch.ts";
import { type ActSets, openActSets } from "./turns/act-sets.ts";
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
  storeWatch: StoreWatch;
  /** What of the budgets of the day is spent. */
  ledger: Ledger;
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
  moderator: Moderator;
  feed: Feed;
  actSets: ActSets;
  turns: Turns;
  /** Aborts when the relay begins to stop. */
  closing: AbortSignal;
}

/** `url`: where the relay listens, once it does; the embedded Letta finds the gateway there. @throws for the operator. */
export async function createContext(config: Config, url: Promise<string>, closing: AbortSignal): Promise<Context> {
  const log = await createLogger(config.logLevel);
  const metrics = createMetrics();
  const sheets = openCast(config.sheetsDir, config.isRestricted, log, closing);
  const phrasebook = openPhrasebook(config.wordsFile);
  const store = await openStoreOf(config, metrics, log);
  try {
    return await furnish({ config, log, metrics, phrasebook, store, closing }, sheets, url);
  } catch (error) {
    // Its connections would keep a process alive that has nothing to do.
    await store.close();
    throw error;
  }
}

type Given = Pick<Context, "config" | "log" | "metrics" | "phrasebook" | "store" | "closing">;

async function furnish(given: Given, sheets: Cast, url: Promise<string>): Promise<Context> {
  const { config, log, metrics, phrasebook, store, closing } = given;
  const { db } = store;
  const cast = await openCastWithOverrides(db, sheets);
  const isPaid = sheets.all().some(({ model = config.provider?.model }) => model !== undefined && isPriced(model));
  const usdATurn = isFree(config.provider) && !isPaid ? 0 : USD_A_TURN;
  const ledger = await openLedger(db, usdATurn, closing, store.shared?.openLedger);
  const shares = await openBudgetShares(db, config.budgetUsdPerDay, ledger);
  const models = { db, cast, log, metrics, closing, drawMinute: store.shared?.drawMinute };
  const { provider, meter, gateway } = openModels(config, { ...models, shares, ledger });
  const token = config.gatewayToken ?? randomBytes(24).toString("hex");
  const mind = openMind({
    settings: config,
    gateway,
    endpoint: url.then((at) => ({ url: `${at}/llm/v1`, token })),
    refs: lettaRefs(db),
    namespace: await namespaceOf(db),
    log,
    metrics,
    closing,
  });
  const feed = createFeed(db);
  const actSets = openActSets({ db, cast, log });
  const points = store.shared && sharedPoints(store.shared);
  const limits = createLimits(config.turnLimits, config.keyLimits, metrics, points, store.shared?.hold);
  const talks = createOpenTalks(config.talkLimits, metrics, await talksSince(db, now() - IDLE_MS));
  const moderator = createModerator({
    guard: config.guard,
    log,
    metrics,
    // Where nobody knows what it costs, it would only be in the way of what does.
    spent: (model, usage) => {
      if (isPriced(model)) meter.record({ ...OUR_OWN, model, isFree: isNear(config.guard?.baseUrl ?? "") }, usage);
    },
  });
  const shared = { log, metrics, closing, cast, db, meter, gateway, mind, limits, phrasebook, feed, actSets };
  const { deadlines, logText } = config;
  const storeWatch = watchStore(db, log, config.databaseUrl === undefined ? config.dataDir : undefined);
  const turns = createTurns({
    ...shared,
    storeWatch,
    talks,
    moderator,
    deadlines,
    logText,
    isRehearsal: config.provider === undefined,
    purge: store.purge,
    shares,
  });
  metrics.watch({
    ...turns.counts,
    talks: talks.count,
    polls: feed.polls,
    modelQueue: () => provider?.waiting() ?? 0,
    budgetLeft: () => meter.left(cast.all()),
  });
  return {
    ...shared,
    config,
    ledger,
    store,
    storeWatch,
    moderator,
    modelServer: provider?.watch,
    token,
    turns,
  };
}

/** What the relay asks of models on its own account. */
const OUR_OWN = { npc: RELAY_ITSELF, turn: undefined };

/** Until one has ended: 1,500 tokens and their answer at gpt-4o-mini's price. */
const USD_A_TURN = 0.0003;

/** What it costs to ask models, and the one way to ask them. */
function openModels(
  config: Config,
  {
    db,
    cast,
    log,
    metrics,
    closing,
    ledger,
    drawMinute,
    shares: { ownerOf },
  }: Pick<Context, "db" | "cast" | "log" | "metrics" | "closing"> & {
    shares: BudgetShares;
    ledger: Ledger;
    drawMinute: DrawMinute | undefined;
  },
) {
  const { provider: settings, budgetUsdPerDay: budget } = config;
  const meter = createMeter({ db, log, metrics, ledger, budget, isFree: isFree(settings) });
  const provider =
    settings &&
    openProvider(settings, log, metrics, {
      modelToAsk: () => modelNamedByAll(cast.all()),
      spent: (model, usage) => meter.record({ ...OUR_OWN, model }, usage),
      ownerOf,
      drawMinute,
      closing,
    });
  return { provider, meter, gateway: createGateway({ cast, provider: provider?.client, meter, metrics }) };
}
