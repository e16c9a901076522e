import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What operators count: a function for each thing that happens. Labels are few and known; no player is in any of them. */
export interface Metrics {
  /** In Prometheus' text format. */
  text(): Promise<string>;
  contentType: string;
  turnEnded(turn: { npc: string; mind: string; outcome: string; firstBeatMs: number | undefined; ms: number }): void;
  modelCalled(call: { npc: string; model: string; outcome: "ok" | "failed" | "refused" | "aborted" }): void;
  tokensUsed(use: { npc: string; model: string; input: number; cached: number; output: number; usd: number }): void;
  limiterRefused(limiter: string): void;
  breakerMoved(breaker: string, state: BreakerState): void;
  pollOpened(): void;
  pollClosed(): void;
  storeUsed(ms: number): void;
  moderationAsked(outcome: string): void;
  cacheAsked(cache: string, hit: boolean): void;
  /** Read whenever somebody looks. */
  watch(gauges: {
    live: () => number;
    waiting: () => number;
    talks: () => number;
    modelQueue: () => number;
    budgetLeft: () => Map<string, number>;
  }): void;
}

export type BreakerState = "closed" | "half-open" | "open";

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  const seconds = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram({ name, help, labelNames, buckets, registers });

  const turns = counter("townsfolk_turns_total", "Turns that ended.", "npc", "mind", "outcome");
  const firstBeat = seconds(
    "townsfolk_first_beat_seconds",
    "From a turn's acceptance to its first beat.",
    BEATS,
    "npc",
    "mind",
  );
  const wholeTurn = seconds("townsfolk_turn_seconds", "From a turn's acceptance to its end.", BEATS, "npc", "mind");
  const calls = counter("townsfolk_model_calls_total", "Calls of a model.", "npc", "model", "outcome");
  const tokens = counter(
    "townsfolk_model_tokens_total",
    "Tokens by kind: input, cached (a part of input), output.",
    "npc",
    "model",
    "kind",
  );
  const dollars = counter(
    "townsfolk_model_usd_total",
    "What the provider's price list makes of the tokens.",
    "npc",
    "model",
  );
  const refused = counter("townsfolk_limiter_refusals_total", "Requests and turns over a limit.", "limiter");
  const breakers = new Gauge({
    name: "townsfolk_breaker_state",
    help: "0 closed, 1 half open, 2 open.",
    labelNames: ["breaker"],
    registers,
  });
  const polls = new Gauge({ name: "townsfolk_long_polls_open", help: "Place servers waiting for events.", registers });
  const store = seconds(
    "townsfolk_store_seconds",
    "Time of one statement in the store.",
    [0.0001, 0.0005, 0.001, 0.005, 0.02, 0.1, 1],
  );
  const moderations = counter("townsfolk_moderations_total", "Questions to the provider's moderation.", "outcome");
  const cache = counter("townsfolk_cache_total", "Questions to a cache.", "cache", "outcome");

  return {
    text: () => registry.metrics(),
    contentType: registry.contentType,
    turnEnded({ npc, mind, outcome, firstBeatMs, ms }) {
      turns.inc({ npc, mind, outcome });
      wholeTurn.observe({ npc, mind }, ms / 1000);
      if (firstBeatMs !== undefined) firstBeat.observe({ npc, mind }, firstBeatMs / 1000);
    },
    modelCalled: (labels) => calls.inc(labels),
    tokensUsed({ npc, model, input, cached, output, usd }) {
      tokens.inc({ npc, model, kind: "input" }, input);
      tokens.inc({ npc, model, kind: "cached" }, cached);
      tokens.inc({ npc, model, kind: "output" }, output);
      dollars.inc({ npc, model }, usd);
    },
    limiterRefused: (limiter) => refused.inc({ limiter }),
    breakerMoved: (breaker, state) => breakers.set({ breaker }, ["closed", "half-open", "open"].indexOf(state)),
    pollOpened: () => polls.inc(),
    pollClosed: () => polls.dec(),
    storeUsed: (ms) => store.observe(ms / 1000),
    moderationAsked: (outcome) => moderations.inc({ outcome }),
    cacheAsked: (name, hit) => cache.inc({ cache: name, outcome: hit ? "hit" : "miss" }),
    watch({ live, waiting, talks, modelQueue, budgetLeft }) {
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      gauge("townsfolk_turns_in_flight", "Turns that a mind is answering.", live);
      gauge("townsfolk_turns_waiting", "Turns behind another of the same conversation.", waiting);
      gauge("townsfolk_talks_open", "Talks in which something was said and that have not ended.", talks);
      gauge("townsfolk_model_calls_waiting", "Calls in the gateway's queue.", modelQueue);
      new Gauge({
        name: "townsfolk_budget_left_usd",
        help: "What is left of today's budgets; of the whole relay's under npc=all.",
        labelNames: ["npc"],
        registers,
        collect() {
          for (const [npc, usd] of budgetLeft()) this.set({ npc }, usd);
        },
      });
    },
  };
}

const BEATS = [0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 15, 30];
