/** A part of a text, in UTF-16 units; `end` is the first one after it. */
export interface Span {
  start: number;
  end: number;
}

/** Finds parts of a text that is folded (see `normalise.ts`). */
export type SpanFinder = (folded: string) => Span[];

/** What is looked for, and what every find of it has in it, where that is looked for more quickly. */
type Wanted = RegExp | [expression: RegExp, needs: RegExp];

export function findAll(...wanted: Wanted[]): SpanFinder {
  const all = wanted.map((one) =>
    one instanceof RegExp ? { expression: one, needs: one } : { expression: one[0], needs: one[1] },
  );
  return (folded) => {
    const spans: Span[] = [];
    // `matchAll` copies the expression at each call; most texts have none of it.
    for (const { expression, needs } of all)
      if (folded.search(needs) >= 0)
        for (const { index, 0: found } of folded.matchAll(expression))
          spans.push({ start: index, end: index + found.length });
    return spans;
  };
}
