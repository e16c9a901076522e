import { MindError } from "./mind.ts";

/** Watches whether something comes of a mind. */
export interface Silence {
  /** The promise, which ends the silence. @throws {MindError} when it lasts too long before that. */
  unless<T>(sign: Promise<T>): Promise<T>;
  /** The same promise; as long as it is waited for the mind is not taken for silent. */
  brokenBy<T>(work: Promise<T>): Promise<T>;
  end(): void;
}

/** `ms`: how long it may last. `isOver`: whether it does not matter any more. */
export function watchSilence(ms: number, isOver: () => boolean): Silence {
  const tooLong = Promise.withResolvers<never>();
  tooLong.promise.catch(() => undefined);
  let isAwaited = false;
  let working = 0;
  const giveUp = () => {
    if (isAwaited && working === 0 && !isOver())
      tooLong.reject(new MindError("unavailable", `The mind was silent for ${ms} ms.`));
  };
  const timer = setTimeout(giveUp, ms);
  const begin = () => void timer.refresh();
  return {
    unless: async (sign) => {
      begin();
      isAwaited = true;
      try {
        return await Promise.race([sign, tooLong.promise]);
      } finally {
        isAwaited = false;
      }
    },
    brokenBy: async (work) => {
      working += 1;
      try {
        return await work;
      } finally {
        working -= 1;
        begin();
      }
    },
    end: () => clearTimeout(timer),
  };
}
