import type { MindError } from "../mind.ts";

/** The text of an answer on its way to the one who reads it. Whatever is done after its end does nothing. */
export interface Answer {
  text: ReadableStream<string>;
  add(piece: string): void;
  end(): void;
  /** What was added and not yet read is lost. The error's message must hold nothing that a player said. */
  fail(error: MindError): void;
}

/** Calls back when the reader wants no more. */
export function openAnswer(onCancel: () => void): Answer {
  let out: ReadableStreamDefaultController<string> | undefined;
  const text = new ReadableStream<string>({
    start: (controller) => {
      out = controller;
    },
    cancel: () => {
      out = undefined;
      onCancel();
    },
  });
  const close = (act: (out: ReadableStreamDefaultController<string>) => void) => {
    if (out !== undefined) act(out);
    out = undefined;
  };
  return {
    text,
    add: (piece) => out?.enqueue(piece),
    end: () => close((it) => it.close()),
    fail: (error) => close((it) => it.error(error)),
  };
}
