import { setImmediate } from "node:timers/promises";
import type { News } from "../fellows.ts";

/**
 * What is told to all relays on the database by NOTIFY: who has told it, the news, and for which relays a message is stored.
 * `again`: there were more, which are lost.
 */
export interface Notice extends News {
  from: string;
  mail?: string[];
  again?: true;
}

type Kind = Exclude<keyof Notice, "from" | "again">;
type Told = Pick<Notice, Kind>;
const KINDS: Kind[] = ["servers", "ended", "changed", "mail"];

/**
 * Sends what many tell at the same time in few notices, one after the other, since Postgres lets only one transaction at a time
 * commit a NOTIFY. Of what could not be sent nobody knows who listens: `makeUp` has them look by themselves.
 */
export function createNotices(from: string, notify: (payload: string) => Promise<unknown>) {
  const waiting = new Map<Kind, Set<string>>(KINDS.map((kind) => [kind, new Set()]));
  let isSending = false;
  let isLost = false;
  const say = (notice: Omit<Notice, "from">): Promise<unknown> =>
    notify(JSON.stringify({ from, ...notice } satisfies Notice)).catch(() => (isLost = true));
  const send = async (): Promise<void> => {
    isSending = true;
    await setImmediate();
    for (let notice = next(); notice !== undefined; notice = next()) await say(notice);
    isSending = false;
  };
  /** As much as a notice holds: https://www.postgresql.org/docs/current/sql-notify.html */
  const next = (): Told | undefined => {
    const notice: Told = {};
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
  return {
    announce: (news: Told): void => {
      for (const [kind, names] of waiting) for (const name of news[kind] ?? []) names.add(name);
      if (!isSending) void send();
    },
    /** As soon as something can be sent again. `isNewHere`: somebody listens to whom nothing was told. */
    makeUp: (isNewHere = false): void => {
      if (!isLost && !isNewHere) return;
      isLost = false;
      void say({ again: true });
    },
  };
}

const MOST_BYTES = 7_500;
