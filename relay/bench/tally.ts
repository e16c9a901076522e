import type { TurnEvent } from "../../game/townsfolk/wire/contract.ts";

/** What became of the turns. Times in milliseconds, from when a player has said something. */
export interface Tally {
  /** Answers with who is to hear the turn's events. */
  begin(turn: string): (event: TurnEvent) => void;
  /** Nobody waits for it any longer. */
  end(turn: string): void;
  /** Its player has walked off: a relay tells nobody how it ends. */
  leave(turn: string): void;
  inFlight(): number;
  counts: Counts;
  firstBeats: Timed[];
  wholes: Timed[];
}

export interface Timed {
  at: number;
  ms: number;
}

export interface Counts {
  turns: number;
  /** Without an end. */
  lost: number;
  /** Ended twice, or with a sentence twice. */
  doubled: number;
  /** Sentences in another order, or told after the end. */
  outOfOrder: number;
  /** Ended without a word of the NPC. */
  silent: number;
  /** Ended by one of the NPC's fallback lines: nobody hushed it and nobody left. */
  fallbacks: number;
}

interface Told {
  began: number;
  beats: string[];
  /** One of the NPC's own, at the end. */
  line: string;
  ends: number;
}

/** `areInOrder`: whether sentences follow each other in one of the model's answers. */
export function createTally(areInOrder: (beats: string[]) => boolean): Tally {
  const told = new Map<string, Told>();
  const counts: Counts = { turns: 0, lost: 0, doubled: 0, outOfOrder: 0, silent: 0, fallbacks: 0 };
  const firstBeats: Timed[] = [];
  const wholes: Timed[] = [];
  const hear = (turn: Told, event: TurnEvent): void => {
    const at = performance.now();
    if (event.kind === "beat") {
      if (turn.ends > 0) counts.outOfOrder += 1;
      if (turn.beats.length === 0) firstBeats.push({ at, ms: at - turn.began });
      turn.beats.push(event.text);
    }
    if (event.kind !== "done" && event.kind !== "fail") return;
    turn.ends += 1;
    if (event.kind === "fail") turn.line = event.line;
    if (event.kind === "done") wholes.push({ at, ms: at - turn.began });
    else if (event.reason !== "hushed") counts.fallbacks += 1;
    if (turn.ends > 1) counts.doubled += 1;
  };
  return {
    counts,
    firstBeats,
    wholes,
    begin: (id) => {
      const turn: Told = { began: performance.now(), beats: [], line: "", ends: 0 };
      told.set(id, turn);
      counts.turns += 1;
      return (event) => hear(turn, event);
    },
    end: (id) => {
      const turn = told.get(id);
      told.delete(id);
      if (turn === undefined) return;
      if (turn.ends === 0) counts.lost += 1;
      else if (turn.beats.length === 0 && turn.line === "") counts.silent += 1;
      if (new Set(turn.beats).size < turn.beats.length) counts.doubled += 1;
      else if (turn.beats.length > 0 && !areInOrder(turn.beats)) counts.outOfOrder += 1;
    },
    leave: (turn) => void told.delete(turn),
    inFlight: () => told.size,
  };
}
