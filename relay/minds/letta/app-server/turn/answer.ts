import type { MindError } from "../../../mind.ts";

/** The text of an answer on its way to the one who reads it. Whatever is done after its end does nothing. */
export interface Answer {
  text: ReadableStream<string>;
  /** An empty piece says that the model thinks. */
  add(piece: string): void;
  /** What was added is whole. */
  endLine(): void;
  /** What was added is whole. Resolves when it has been taken and more is asked for, or when the reader wants no more. */
  taken(): Promise<void>;
  end(): void;
  /** What was added and not yet read is lost. The error's message must hold nothing that a player said. */
  fail(error: MindError): void;
}

/** Calls back when the reader wants no more. */
export function openAnswer(onCancel: () => void): Answer {
  let out: ReadableStreamDefaultController<string> | undefined;
  let isMidLine = false;
  /** There while something lies here that the reader has not asked past. */
  let untaken: PromiseWithResolvers<void> | undefined;
  const take = () => {
    untaken?.resolve();
    untaken = undefined;
  };
  const text = new ReadableStream<string>(
    {
      start: (controller) => {
        out = controller;
      },
      pull: take,
      cancel: () => {
        out = undefined;
        take();
        onCancel();
      },
    },
    // So that `pull` is called when more is asked for than there is, and not before.
    { highWaterMark: 0 },
  );
  const add = (piece: string) => {
    if (out === undefined) return;
    if (piece !== "") isMidLine = !piece.endsWith("\n");
    untaken ??= Promise.withResolvers();
    out.enqueue(piece);
  };
  const endLine = () => {
    if (isMidLine) add("\n");
  };
  const close = (act: (out: ReadableStreamDefaultController<string>) => void) => {
    if (out !== undefined) act(out);
    out = undefined;
    take();
  };
  return {
    text,
    add,
    endLine,
    taken: () => {
      endLine();
      return untaken?.promise ?? Promise.resolve();
    },
    end: () => close((it) => it.close()),
    fail: (error) => close((it) => it.error(error)),
  };
}
