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
    expressions.flatMap((expression) =>
      Array.from(folded.matchAll(expression), ({ index, 0: found }) => ({ start: index, end: index + found.length })),
    );
