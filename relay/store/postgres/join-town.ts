import { randomBytes, randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import type pg from "pg";
import { goBy } from "../../observe/clock.ts";
import type { Logger } from "../../observe/logger.ts";
import type { Fellows, RelayMessage } from "../fellows.ts";
import { createNotices, type Notice } from "./notices.ts";
import { NOW } from "./now.ts";
import { asStoreError } from "./postgres-errors.ts";
import { openSession } from "./session.ts";

/** This relay, registered among those that share the database. */
export interface Membership extends Fellows {
  /** Its own connections are called so, by which others end them when they take it for dead. */
  applicationName: string;
  /** Registers; until then it has no fence. The schema has to be up to date. */
  register(): Promise<void>;
  leave(): Promise<void>;
}

/** A relay renews its lease every `LEASE_MS / 4`; so long after it was last renewed, others may take its turns. */
export const LEASE_MS = 12_000;

/**
 * Opens this relay's session, in which it is registered, its lease is renewed, and it hears what others tell. `onRefused`: it cannot
 * go on. @throws where a relay of an earlier release has the database for itself.
 */
export async function joinTown(
  config: pg.ClientConfig,
  name: string,
  log: Logger,
  onRefused: (error: unknown) => void,
): Promise<Membership> {
  const id = `${name}-${randomBytes(8).toString("hex")}`;
  const events: Fellows["events"] = new EventEmitter();
  events.setMaxListeners(0);
  let fence: number | undefined;
  let others = 0;
  let [channel, hasLeft] = ["", false];

  const begin = async (client: pg.Client): Promise<void> => {
    await takeLock(client);
    const { rows } = await client.query<{ channel: string }>(CHANNEL);
    channel = rows[0]?.channel ?? "";
    client.on("notification", ({ payload = "" }) => hear(JSON.parse(payload) as Notice));
    await client.query(`listen ${channel}`);
    // What was told since the connection before was lost, nobody has heard here; nor there, what this relay told.
    setImmediate(() => {
      if (hasLeft) return;
      lookAgain();
      if (fence !== undefined) beat();
    });
  };
  const hear = ({ from, mail, again, ...news }: Notice): void => {
    if (from === id) return;
    others ||= 1;
    if (again === true) lookAgain();
    else events.emit("news", news);
    if (mail?.includes(id) === true) readMail();
  };
  const session = await openSession(
    { ...config, application_name: `${nameOf(id)} session` },
    { begin, mayPass: (error) => error === taken, onRefused },
  );
  const { announce, makeUp } = createNotices(id, (payload) =>
    session.say("select pg_notify($1, $2)", [channel, payload]),
  );

  const readMail = oneAtATime(async () => {
    const mail = await session.say<{ id: string; body: string }>(READ_MAIL, [id]);
    for (const { body } of mail) events.emit("message", JSON.parse(body) as RelayMessage);
    // Only then: who is cut off does not hear what it has taken. What is heard twice is done once.
    if (mail.length > 0) await session.say(DROP_MAIL, [mail.map((one) => one.id)]);
  });
  const lookAgain = (): void => {
    if (fence === undefined) return;
    events.emit("again");
    readMail();
  };
  const register = async (): Promise<void> => {
    const [row] = await session.say<{ fence: number; others: number; at: number }>(REGISTER, [id, LEASE_MS]);
    if (row === undefined) throw new Error("Postgres has not told the number of the registration");
    ({ fence, others } = row);
    const behindMs = goBy(row.at);
    if (Math.abs(behindMs) > MUCH_MS)
      log.warn({ behindMs }, "this machine's clock is not the database's, by which all relays go: see to its NTP");
    await session.say("select pg_notify($1, $2)", [channel, JSON.stringify({ from: id } satisfies Notice)]);
  };
  const beat = oneAtATime(async () => {
    try {
      const [renewed] = await session.say<{ others: number }>(RENEW, [id, fence, LEASE_MS]);
      if (renewed === undefined) return await lose();
      makeUp(others === 0 && renewed.others > 0);
      others = renewed.others;
    } catch (error) {
      return log.warn({ err: error }, "this relay could not renew its lease; it is tried again");
    }
    events.emit("beat");
    readMail();
  });
  const lose = async (): Promise<void> => {
    const lost = fence;
    await register();
    log.error(
      { relay: id, lost, fence },
      "this relay was away for longer than its lease, and others have taken its turns: whatever it still writes of them is refused; it goes on with new ones",
    );
    events.emit("lost");
  };
  const intervals: NodeJS.Timeout[] = [];
  return {
    id,
    name,
    applicationName: nameOf(id),
    fence: () => fence ?? null,
    hasOthers: () => others > 0,
    tell: (news) => {
      events.emit("news", news);
      if (others > 0) announce(news);
    },
    send: async (relay, message) => {
      await session.say(SEND_MAIL, [randomUUID(), relay, JSON.stringify(message)]).catch((error: unknown) => {
        throw asStoreError(error);
      });
      announce({ mail: [relay] });
    },
    events,
    register: async () => {
      await register();
      intervals.push(setInterval(beat, LEASE_MS / 4).unref());
      // As long as nobody can tell it anything, it looks by itself.
      intervals.push(setInterval(() => session.isThere() || lookAgain(), LOOK_EVERY_MS).unref());
    },
    leave: async () => {
      hasLeft = true;
      for (const interval of intervals) clearInterval(interval);
      await session.say(LEAVE, [id]).catch(() => undefined);
      await session.close();
    },
  };
}

const LOOK_EVERY_MS = 1_500;
const MUCH_MS = 2_000;

/** What is asked for while it is under way is done once more after it. What it throws is nobody's: it is asked for again. */
function oneAtATime(work: () => Promise<void>): () => void {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const run = (): Promise<void> => work().catch(() => undefined);
  return () => {
    if (running === undefined) {
      running = run().finally(() => (running = undefined));
      return;
    }
    next ??= running.then(() => {
      next = undefined;
      running = run().finally(() => (running = undefined));
      return running;
    });
  };
}

export const nameOf = (id: string): string => `townsfolk ${id}`;

/** Relays of earlier releases take it for themselves alone: they know nothing of others. */
async function takeLock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isTaken: boolean }>(TAKE);
  if (rows[0]?.isTaken !== true) throw taken;
}

const taken = new Error(
  "A relay of an earlier release is running on this database, and will have no other beside it. Stop it first, or give this one a database of its own.",
);
const TAKE = `select pg_try_advisory_lock_shared(hashtextextended('townsfolk ' || current_schema(), 0)) as "isTaken"`;

/** The row of the counter is locked, so that no two have one number, and none comes before one that was told earlier. */
const REGISTER = `
with next as (
  insert into settings (name, value) values ('fence', '1')
  on conflict (name) do update set value = (settings.value::int8 + 1)::text
  returning value::int8 as fence
)
insert into relays (id, fence, until) select $1, fence, ${NOW} + $2 from next
on conflict (id) do update set fence = excluded.fence, until = excluded.until
returning fence, ${NOW} as at, (select count(*) from relays as other where other.id <> $1) as others`;

/** Late is not too late, as long as nobody has taken this relay for dead. */
const RENEW = `
update relays set until = ${NOW} + $3 where id = $1 and fence = $2
returning (select count(*) from relays as other where other.id <> $1) as others`;

/** A channel is the database's, and a town is a schema's. */
const CHANNEL = "select 'townsfolk_' || md5(current_schema()) as channel";

const SEND_MAIL = `insert into "relayMessages" (id, relay, body, at) values ($1, $2, $3, ${NOW})`;
const READ_MAIL = 'select id, body from "relayMessages" where relay = $1 order by at';
const DROP_MAIL = 'delete from "relayMessages" where id = any($1::text[])';

const LEAVE = "delete from relays where id = $1";
