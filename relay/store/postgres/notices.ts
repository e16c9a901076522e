import { setImmediate } from "node:timers/promises";
import type { News } from "../fellows.ts";

/** What is told to all relays on the database by NOTIFY: who has told it, the news, and for which relays a message is stored. */
export interface Notice extends News {
  from: string;
  mail?: string[];
}

type Kind = Exclude<keyof Notice, "from">;
const KINDS: Kind[] = ["servers", "ended", "changed", "mail"];

/**
 * Sends what many tell at the same time in few notices, one after the other, since Postgres lets only one transaction at a time
 * commit a NOTIFY. What cannot be sent is lost: whoever listens knows that it was cut off, too.
 */
export function createNotices(from: string, notify: (payload: string) => Promise<unknown>) {
  const waiting = new Map<Kind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));
  let isSending = false;
  const send = async (): Promise<void> => {
    isSending = true;
    await setImmediate();
    for (let notice = next(); notice !== undefined; notice = next())
      await notify(JSON.stringify({ from, ...notice } satisfies Notice)).catch(() => undefined);
    isSending = false;
  };
  /** As much as a notice holds: https://www.postgresql.org/docs/current/sql-notify.html */
  const next = (): Omit<Notice, "from"> | undefined => {
    const notice: Omit<Notice, "from"> = {};
    let left = MOST_BYTES;
    for (const [kind, names] of waiting) {
      for (const name of names) {
        left -= Buffer.byteLength(JSON.stringify(name)) + 1;
        if (left < 0) return notice;
        names.delete(name);
        (notice[kind] ??= []).push(name);
      }
    }
    return Object.keys(notice).length > 0 ? notice : undefined;
  };
  return (news: Omit<Notice, "from">): void => {
    for (const [kind, names] of waiting) for (const name of news[kind] ?? []) names.add(name);
    if (!isSending) void send();
  };
}

const MOST_BYTES = 7_500;
