import { createLately } from "../lib/lately.ts";
import type { Turn } from "../store/turns.ts";
import { MEASURED_EVERY_MS, narrowed, type Width } from "./narrow.ts";

/** The queue before the mind: fair to universes, and no longer than the mind is quick. */
export interface Places {
  /** Waits for a place. Call what it answers with when the turn is over. An abort of the signal ends the wait. */
  enter(turn: Pick<Turn, "universe" | "conversation">, signal: AbortSignal): Promise<() => void>;
  waiting(): number;
}

/** What a universe may hold at most, so that there is always a place for another, however long its turns take. */
const SHARE = 0.75;
/** A universe that wanted a place so long ago may want one again. */
const SHARED_MS = 10_000;
/** Conversations that a mind still knows; of those before them it is thought that it does not. */
const KNOWN = 20_000;

/** `most` is asked anew for each turn: which mind answers may change. */
export function createPlaces(most: () => Width): Places {
  const waiting = new Map<string, Line>();
  const known = new Set<string>();
  const taken = count();
  const takenByUnknown = count();
  const lately = createLately(SHARED_MS);
  const width = narrowed(most, () => ({ places: taken.all(), isShared: lately.count() > 1 }));

  const hasRoom = (universe: string, isKnown: boolean): boolean => {
    const { all, unknown } = width();
    return isRoomIn(taken, universe, all) && (isKnown || isRoomIn(takenByUnknown, universe, unknown));
  };
  /** The universe that holds the fewest places is next, and among equals the one that has waited longest. */
  const next = (): Waiting | undefined => {
    const [first] = [...waiting]
      .filter(([universe, line]) =>
        LINES.some((which) => line[which].length > 0 && hasRoom(universe, which === "known")),
      )
      .toSorted(([a], [b]) => taken.of(a) - taken.of(b));
    if (first === undefined) return undefined;
    const [universe, line] = first;
    const which = LINES.find((one) => line[one].length > 0 && hasRoom(universe, one === "known"));
    // To the end of the map: whoever was served is last among equals.
    waiting.delete(universe);
    const [chosen] = which === undefined ? [] : line[which].splice(0, 1);
    if (line.known.length + line.unknown.length > 0) waiting.set(universe, line);
    return chosen;
  };
  let later: NodeJS.Timeout | undefined;
  const serve = (): void => {
    for (let one = next(); one !== undefined; one = next()) one.admit();
    // There may be more room by then.
    clearTimeout(later);
    if (waiting.size > 0) later = setTimeout(serve, MEASURED_EVERY_MS).unref();
  };
  const remember = (conversation: string): void => {
    known.delete(conversation);
    known.add(conversation);
    const [oldest] = known.size > KNOWN ? known : [];
    if (oldest !== undefined) known.delete(oldest);
  };

  return {
    waiting: () => [...waiting.values()].reduce((sum, line) => sum + line.known.length + line.unknown.length, 0),
    enter: ({ universe, conversation }, signal) =>
      new Promise((resolve) => {
        lately.note(universe);
        const isKnown = known.has(conversation);
        const line = waiting.get(universe) ?? { known: [], unknown: [] };
        const mine = line[isKnown ? "known" : "unknown"];
        const giveUp = (): void => {
          const at = mine.indexOf(one);
          if (at >= 0) mine.splice(at, 1);
          if (line.known.length + line.unknown.length === 0 && waiting.get(universe) === line) waiting.delete(universe);
          resolve(() => undefined);
        };
        const one: Waiting = {
          admit: () => {
            signal.removeEventListener("abort", giveUp);
            taken.add(universe, 1);
            if (!isKnown) takenByUnknown.add(universe, 1);
            resolve(() => {
              taken.add(universe, -1);
              if (!isKnown) takenByUnknown.add(universe, -1);
              remember(conversation);
              serve();
            });
          },
        };
        if (signal.aborted) return giveUp();
        mine.push(one);
        waiting.set(universe, line);
        signal.addEventListener("abort", giveUp, { once: true });
        serve();
      }),
  };
}

interface Waiting {
  admit(): void;
}

const LINES = ["known", "unknown"] as const;
type Line = Record<(typeof LINES)[number], Waiting[]>;

const isRoomIn = (taken: Count, universe: string, width: number): boolean =>
  taken.all() < width && taken.of(universe) < Math.max(1, Math.floor(width * SHARE));

type Count = ReturnType<typeof count>;

/** Of each universe, and of all. */
function count() {
  const counts = new Map<string, number>();
  let sum = 0;
  return {
    all: () => sum,
    of: (universe: string) => counts.get(universe) ?? 0,
    add: (universe: string, by: number) => {
      sum += by;
      const now = (counts.get(universe) ?? 0) + by;
      if (now > 0) counts.set(universe, now);
      else counts.delete(universe);
    },
  };
}
