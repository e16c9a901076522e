import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;
export type BreakerState = "closed" | "half-open" | "open";

/** What is read whenever somebody looks. */
export interface Watched {
  live: () => number;
  waiting: () => number;
  talks: () => number;
  polls: () => number;
  modelQueue: () => number;
  /** In US dollars by NPC; of the whole relay under `all`. */
  budgetLeft: () => Map<string, number>;
}

/** What operators count: a function for each thing that happens. Labels are few and known; no player is in any of them. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { counter, seconds, gauge } = instruments(registry);

  const turns = counter("turns_total", "Turns that ended.", "npc", "mind", "outcome");
  const firstBeat = seconds("first_beat_seconds", "From a turn's acceptance to its first beat.", BEATS, "npc", "mind");
  const wholeTurn = seconds("turn_seconds", "From a turn's acceptance to its end.", BEATS, "npc", "mind");
  const calls = counter("model_calls_total", "Calls of a model.", "npc", "model", "outcome");
  const tokens = counter(
    "model_tokens_total",
    "Tokens by kind: input, cached (a part of input), output.",
    "npc",
    "model",
    "kind",
  );
  const dollars = counter("model_usd_total", "What the provider's price list makes of the tokens.", "npc", "model");
  const refused = counter("limiter_refusals_total", "Requests and turns over a limit.", "limiter");
  const breakers = gauge("breaker_state", "0 closed, 1 half open, 2 open.", () => undefined, "breaker");
  const statements = seconds("store_seconds", "Time of one statement or commit in the store.", STATEMENTS);
  const moderations = counter("moderations_total", "Questions to the guard model.", "outcome");
  const cache = counter("cache_total", "Questions to a cache.", "cache", "outcome");

  return {
    /** In Prometheus' text format. */
    text: (): Promise<string> => registry.metrics(),
    contentType: registry.contentType,
    turnEnded({ npc, mind, outcome, firstBeatMs, ms }: EndedTurn): void {
      turns.inc({ npc, mind, outcome });
      wholeTurn.observe({ npc, mind }, ms / 1000);
      if (firstBeatMs !== undefined) firstBeat.observe({ npc, mind }, firstBeatMs / 1000);
    },
    modelCalled: (call: Model & { outcome: "ok" | "failed" | "refused" | "aborted" }): void => calls.inc({ ...call }),
    tokensUsed({ npc, model, usd, ...used }: Model & Tokens & { usd: number }): void {
      for (const [kind, count] of Object.entries(used)) tokens.inc({ npc, model, kind }, count);
      dollars.inc({ npc, model }, usd);
    },
    limiterRefused: (limiter: string): void => refused.inc({ limiter }),
    breakerMoved: (breaker: string, state: BreakerState): void =>
      breakers.set({ breaker }, ["closed", "half-open", "open"].indexOf(state)),
    storeUsed: (ms: number): void => statements.observe(ms / 1000),
    moderationAsked: (outcome: string): void => moderations.inc({ outcome }),
    cacheAsked: (name: string, hit: boolean): void => cache.inc({ cache: name, outcome: hit ? "hit" : "miss" }),
    watch({ live, waiting, talks, polls, modelQueue, budgetLeft }: Watched): void {
      const read = (name: string, help: string, value: () => number) => gauge(name, help, (it) => it.set(value()));
      read("turns_in_flight", "Turns that a mind is answering.", live);
      read("turns_waiting", "Turns behind another of the same conversation.", waiting);
      read("talks_open", "Talks in which something was said and that have not ended.", talks);
      read("long_polls_open", "Place servers waiting for events.", polls);
      read("model_calls_waiting", "Calls in the gateway's queue.", modelQueue);
      const collect = (it: Gauge<"npc">) => budgetLeft().forEach((usd, npc) => it.set({ npc }, usd));
      gauge("budget_left_usd", "What is left of today's budgets; of the whole relay's under npc=all.", collect, "npc");
    },
  };
}

/** Upper bounds in seconds. */
const BEATS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 15, 30];
const STATEMENTS = [0.0001, 0.0005, 0.001, 0.005, 0.02, 0.1, 1];

function instruments(registry: Registry) {
  const of = <L extends string>(name: string, help: string, labelNames: L[]) => ({
    name: `townsfolk_${name}`,
    help,
    labelNames,
    registers: [registry],
  });
  return {
    counter: <L extends string>(name: string, help: string, ...labels: L[]) => new Counter(of(name, help, labels)),
    seconds: <L extends string>(name: string, help: string, buckets: number[], ...labels: L[]) =>
      new Histogram({ ...of(name, help, labels), buckets }),
    /** `collect`: sets it whenever somebody looks. */
    gauge<L extends string>(name: string, help: string, collect: (it: Gauge<L>) => void, ...labels: L[]): Gauge<L> {
      const it: Gauge<L> = new Gauge({ ...of(name, help, labels), collect: () => collect(it) });
      return it;
    },
  };
}

interface EndedTurn {
  npc: string;
  mind: string;
  outcome: string;
  firstBeatMs: number | undefined;
  ms: number;
}

interface Model {
  npc: string;
  model: string;
}

/** `cached` is a part of `input`. */
interface Tokens {
  input: number;
  cached: number;
  output: number;
}
