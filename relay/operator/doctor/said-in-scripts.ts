import type { PlaceInstance } from "../place/read-place.ts";

/** Whether a script of the place has these words between quotes, as a name or a value is written. */
export const isSaidIn = (place: PlaceInstance[], words: string): boolean =>
  ['"', "'", "`"].some((quote) => place.some(({ source }) => source.includes(quote + words + quote)));
