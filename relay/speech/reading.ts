import type { WrittenCall } from "./calls.ts";
import { GAP, OWN_SIGNS, THOUGHT_OVER } from "./signs.ts";
import type { Speaker } from "./speaker.ts";

/** A text on its way through the marks: what is still to be read, and what came out. */
export interface Reading {
  readonly name: string;
  readonly offered: NonNullable<Speaker["offered"]>;
  /** What is not read yet. A mark begins it. */
  rest: string;
  /** No more comes after the rest. */
  isLast: boolean;
  /** The answer ends here. */
  isOver: boolean;
  /** Inside something that ends with `until`: `done` is told what was in it, or nothing where that is not `kept`. */
  inside: Inside | undefined;
  /** Takes so many characters off the rest. */
  skip(length: number): void;
  say(text: string): void;
  /** Says what a model wrote somewhere else than in the text itself: it is free of our own signs. */
  sayWritten(text: string): void;
  call(calls: WrittenCall[]): void;
  /** What was said last: one sign, and the same without blanks; empty where nothing was said yet. */
  lastSign(): string;
  lastSolid(): string;
  /** What was said since this was asked last. */
  take(): string;
}

export interface Inside {
  until: RegExp;
  isKept?: boolean;
  done: (body: string) => void;
}

export function openReading({ name, offered = new Map(), onCall }: Speaker): Reading {
  let out = "";
  let lastSign = "";
  let lastSolid = "";
  return {
    name,
    offered,
    rest: "",
    isLast: false,
    isOver: false,
    inside: undefined,
    skip(length) {
      this.rest = this.rest.slice(length);
    },
    say(text) {
      if (text === "") return;
      out += text;
      lastSign = text.charAt(text.length - 1);
      const solid = text.replaceAll(GAP, " ").trimEnd();
      if (solid !== "") lastSolid = solid.charAt(solid.length - 1);
      if (text.includes("\n", solid.length) && lastSolid !== "") lastSolid = "\n";
      // As if the answer began here.
      if (text === THOUGHT_OVER) lastSolid = "";
    },
    sayWritten(text) {
      this.say(text.replace(OWN_SIGNS, ""));
    },
    call(calls) {
      this.say(GAP);
      for (const { tool, args } of calls) if (offered.has(tool)) onCall?.(tool, args);
    },
    lastSign: () => lastSign,
    lastSolid: () => lastSolid,
    take() {
      const taken = out;
      out = "";
      return taken;
    },
  };
}

/** A sentence may begin here. */
export const isAtBoundary = (reading: Reading): boolean =>
  reading.lastSolid() === "" || /[\p{Sentence_Terminal}…:;"”»\n]/u.test(reading.lastSolid());
