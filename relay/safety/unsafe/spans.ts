/** A part of a text, in UTF-16 units; `end` is the first one after it. */
export interface Span {
  start: number;
  end: number;
}

/** Finds parts of a text that is folded (see `normalise.ts`). */
export type SpanFinder = (folded: string) => Span[];

export const findAll =
  (...expressions: RegExp[]): SpanFinder =>
  (folded) =>
    // `matchAll` copies the expression at each call; most texts have none of it.
    expressions
      .filter((expression) => folded.search(expression) >= 0)
      .flatMap((expression) =>
        Array.from(folded.matchAll(expression), ({ index, 0: found }) => ({ start: index, end: index + found.length })),
      );
