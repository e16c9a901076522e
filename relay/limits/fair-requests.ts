import type { RequestHandler } from "express";
import { createLately } from "../lib/lately.ts";

/** A universe that asked so long ago may ask again. */
const SHARED_MS = 5_000;
const AT_ONCE = 4;
/** A request that takes so long waits for something else than this process, such as a mind that forgets. */
const LONG_MS = 1_000;

/**
 * While more than one universe asks, a few requests of each are at work at once, and the others of it wait in the order they
 * came: what one step of a request waits for is never more than those few of another universe, however many that sends at
 * once. A handler that has nothing to do but to wait calls `req.waits`. Stands behind who reads the body.
 */
export function fairRequests(): RequestHandler {
  const lately = createLately(SHARED_MS);
  const lines = new Map<string, Line>();
  return function takeTurns(req, res, next) {
    const { universe } = req.caller;
    lately.note(universe);
    const line = lines.get(universe) ?? { atWork: 0, waiting: new Set() };
    lines.set(universe, line);
    let late: NodeJS.Timeout | undefined;
    let isAtWork = true;
    const leave = (): void => {
      if (!isAtWork) return;
      isAtWork = false;
      clearTimeout(late);
      res.removeListener("close", leave);
      line.atWork -= 1;
      const [begin] = line.waiting;
      if (begin !== undefined) {
        line.waiting.delete(begin);
        line.atWork += 1;
        // Whoever else is ready goes between.
        setImmediate(begin);
      } else if (line.atWork === 0) lines.delete(universe);
    };
    const begin = (): void => {
      res.removeListener("close", giveUp);
      if (res.closed) return leave();
      req.waits = leave;
      res.once("close", leave);
      late = setTimeout(leave, LONG_MS);
      next();
    };
    const giveUp = (): void => void line.waiting.delete(begin);
    if (line.atWork >= AT_ONCE && lately.count() > 1) {
      line.waiting.add(begin);
      res.once("close", giveUp);
      return;
    }
    line.atWork += 1;
    begin();
  };
}

interface Line {
  atWork: number;
  /** What begins each, in the order they came. */
  waiting: Set<() => void>;
}
