import type { Sheet } from "./sheet.ts";

/**
 * Works out once for each sheet what follows from the sheet alone. A sheet that was changed, in its file or by an operator, is
 * another object (`overrides.ts`), so what is known here is never out of date.
 */
export function oncePerSheet<T extends object | string>(work: (sheet: Sheet) => T): (sheet: Sheet) => T {
  const known = new WeakMap<Sheet, T>();
  return (sheet) => {
    const before = known.get(sheet);
    if (before !== undefined) return before;
    const result = work(sheet);
    known.set(sheet, result);
    return result;
  };
}
