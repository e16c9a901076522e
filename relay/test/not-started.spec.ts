import { whenStarted } from "../minds/when-started.ts";
import { createPlaces } from "../turns/places.ts";
import { takePlace } from "../turns/take-place.ts";
import type { LiveTurn } from "../turns/turn-context.ts";

const never = new Promise<never>(() => undefined);

test("a mind that is still being fetched keeps no talk waiting for the Letta that it will be at", async () => {
  expect(await whenStarted(never).shardOf?.("talk")).toBe("");
});

test("a turn that is stopped while nobody knows its Letta is let go on, to end in its own way", async () => {
  const abort = new AbortController();
  const places = createPlaces(() => ({ all: 1, unknown: 1 }));
  const live = {
    abort,
    turn: { id: "one", universe: "default", npc: "guard", conversation: "talk" },
    context: {
      mind: { isReady: () => true, started: Promise.resolve(), shardOf: () => never },
      places: { of: () => places },
    },
  } as unknown as LiveTurn;
  const taken = takePlace(live, performance.now() + 60_000);
  abort.abort("hushed");
  expect(await taken).toBeInstanceOf(Function);
});
