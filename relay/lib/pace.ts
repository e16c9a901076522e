/**
 * How many may be at work at once, so that this process has a little time to spare. Tell it now and then for what part of the
 * last `ms` the process was busy, and how many were at work; it answers with how many may be, from `least` to `most`.
 */
export type Pace = (busy: number, ms: number, atWork: number, range: Range) => number;

interface Range {
  least: number;
  most: number;
}

/**
 * Where more is asked of a process than it has time for, more at once are no quicker together, and each of them waits for all.
 * But a process is busy for a tenth of a second again and again that has hours to spare: it compiles, it collects garbage, forty
 * place servers ask in the same moment, the machine does something else. So what counts is what it has been on the whole of
 * late, and where there is time again the way back is as short as the way down.
 */
export function createPace(): Pace {
  let usual = 0;
  let width = Infinity;
  return (busy, ms, atWork, { least, most }) => {
    usual += (busy - usual) * (1 - Math.exp(-ms / OF_LATE_MS));
    const steps = Math.min(ms / STEP_MS, MOST_STEPS);
    const before = Math.min(width, most);
    const after = before * (1 + (FULL - usual) * (usual > FULL ? NARROWER : WIDER)) ** steps;
    // Those at work go on: before they have ended it cannot be seen what came of it.
    const drained = Math.min(before, atWork * DRAINING);
    width = usual > FULL ? Math.max(least, drained, after) : after;
    return Math.max(1, Math.min(most, Math.floor(width)));
  };
}

const OF_LATE_MS = 500;
const STEP_MS = 100;
/** Where nobody asked for long. */
const MOST_STEPS = 10;
/** The part of its time for which the process may be at work. */
const FULL = 0.9;
/** In a step the width changes by such a part of what the process is too busy, or not busy. */
const NARROWER = 1.5;
const WIDER = 0.5;
const DRAINING = 0.7;
