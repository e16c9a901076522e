/** What went wrong with the model's server. The message holds what it said of the request by code only: never the key, never words. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  /** The server's HTTP status, also where it stood inside of a stream; 502 where it gave none. */
  readonly status: number;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined;
  readonly #said: string;
  constructor(
    status: number,
    message: string,
    options?: ErrorOptions & { retryAfterMs?: number | undefined; said?: string },
  ) {
    super(message, options);
    this.status = status;
    this.retryAfterMs = options?.retryAfterMs;
    this.#said = options?.said ?? "";
  }

  /** All that the server said, to learn from it. It may quote players, so no message and no log holds it. */
  get said(): string {
    return this.#said;
  }
}

/** There is nobody at its address, or nobody who listens. */
export class Unreachable extends ProviderError {
  constructor(message: string, options?: ErrorOptions) {
    super(502, message, options);
  }
}
