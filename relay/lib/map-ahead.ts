/**
 * What `begin` makes of each item, in order, while at most `most` of them are not done with: whoever has taken one is done with
 * it when they ask for the next. The source is asked for more meanwhile. What it throws comes behind what came before. Whoever
 * leaves before the end does not wait for what the source is just asked for.
 */
export async function* mapAhead<T, R>(
  source: AsyncIterable<T>,
  most: number,
  begin: (item: T) => R,
): AsyncGenerator<R> {
  const iterator = source[Symbol.asyncIterator]();
  const begun: R[] = [];
  const reading: { isOver: boolean; failed?: { error: unknown } } = { isOver: false };
  let moved = Promise.withResolvers<void>();
  const move = (): void => {
    moved.resolve();
    moved = Promise.withResolvers();
  };
  const read = async (): Promise<void> => {
    while (!reading.isOver) {
      if (begun.length >= most) await moved.promise;
      else {
        const next = await iterator.next();
        if (next.done === true) reading.isOver = true;
        else begun.push(begin(next.value));
        move();
      }
    }
  };
  void read().catch((error: unknown) => {
    reading.failed = { error };
    move();
  });
  try {
    for (;;) {
      const [one] = begun;
      if (one !== undefined) {
        yield one;
        begun.shift();
        move();
      } else if (reading.failed) throw reading.failed.error;
      else if (reading.isOver) return;
      else await moved.promise;
    }
  } finally {
    reading.isOver = true;
    move();
    void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
