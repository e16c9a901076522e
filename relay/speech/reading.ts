import type { WrittenCall } from "./calls/written-call.ts";
import { CALL, GAP, NAMED, OWN_SIGNS, THOUGHT_OVER } from "./signs.ts";
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
  /** To which tool the next channel speaks. */
  recipient: string | undefined;
  /** A thought was ended that the answer had not begun. */
  closedThought: boolean;
  /** Inside something that ends with `until`: `done` is told what was in it, or nothing where that is not `kept`. */
  inside: Inside | undefined;
  /** Takes so many characters off the rest. */
  skip(length: number): void;
  say(text: string): void;
  /** Words alone, which are said as they are: answers with them. */
  pass(text: string): string;
  /** Says what a model wrote somewhere else than in the text itself: it is free of our own signs. */
  sayWritten(text: string): void;
  /** Reads it before the rest: it may hold marks. */
  read(text: string): void;
  /** Leaves a sign for each of those that are offered, and a gap where none is. */
  call(calls: WrittenCall[]): void;
  /** The calls to which the signs belong, in their order. */
  calls: WrittenCall[];
  /** The end of what was said. */
  tail(): string;
  /** The last sign of it that is no blank; empty where nothing was said yet. */
  lastSolid(): string;
  /** What was said since this was asked last. */
  take(): string;
}

export interface Inside {
  until: RegExp;
  isKept?: boolean;
  done: (body: string, isClosed: boolean) => void;
}

export function openReading({ name, offered = new Map() }: Speaker): Reading {
  let out = "";
  let tail = "";
  let lastSolid = "";
  const remember = (text: string): void => {
    tail = tail.length + text.length <= TAIL_AT_MOST ? tail + text : (tail + text.slice(-TAIL)).slice(-TAIL);
    let hasLine = false;
    let at = text.length - 1;
    for (; at >= 0 && isUnsaid(text, at); at--) hasLine ||= text.charCodeAt(at) === NEW_LINE;
    if (at >= 0) lastSolid = text.charAt(at);
    if (hasLine && lastSolid !== "") lastSolid = "\n";
    // As if the answer began here.
    if (text === THOUGHT_OVER) lastSolid = "";
  };
  return {
    name,
    offered,
    rest: "",
    isLast: false,
    isOver: false,
    recipient: undefined,
    closedThought: false,
    inside: undefined,
    calls: [],
    skip(length) {
      this.rest = this.rest.slice(length);
    },
    say(text) {
      if (text === "") return;
      out += text;
      remember(text);
    },
    pass(text) {
      if (text !== "") remember(text);
      return out === "" ? text : this.take() + text;
    },
    sayWritten(text) {
      this.say(text.replace(OWN_SIGNS, ""));
    },
    read(text) {
      if (text !== "") this.rest = `${text.replace(OWN_SIGNS, "")}\n${this.rest}`;
    },
    call(calls) {
      const known = calls.filter(({ tool }) => offered.has(tool));
      this.calls.push(...known);
      this.say(GAP + CALL.repeat(known.length));
    },
    tail: () => (tail = tail.slice(-TAIL)),
    lastSolid: () => lastSolid,
    take() {
      const taken = out;
      out = "";
      return taken;
    },
  };
}

const NEW_LINE = 10;
/** A blank, or a sign that stands for something which is not said. */
function isUnsaid(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : UNSAID.test(text.charAt(at));
}
const UNSAID = new RegExp(`[\\s${GAP}${CALL}${NAMED}]`);
/** Longer than the name of a tool and what stands before it. It is seldom asked for, so more is kept until then. */
const TAIL = 120;
const TAIL_AT_MOST = 1_000;

/** What stands between marks is part of the word before it. */
export const isInWord = (reading: Reading): boolean => /[\p{L}\p{N}_]$/u.test(reading.tail());

/** A sentence may begin here. */
export const isAtBoundary = (reading: Reading): boolean =>
  reading.lastSolid() === "" || /[\p{Sentence_Terminal}…:;"”»\n]/u.test(reading.lastSolid());
