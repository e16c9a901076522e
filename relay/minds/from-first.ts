/** What an iterator gives, beginning with what it has given already. It has ended when this has. */
export async function* fromFirst<T>(
  first: IteratorResult<T, unknown>,
  source: AsyncIterator<T>,
): AsyncGenerator<T, void> {
  try {
    for (let next = first; next.done !== true; next = await source.next()) yield next.value;
  } finally {
    await source.return?.();
  }
}
