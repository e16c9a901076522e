import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import type pg from "pg";
import type { Logger } from "../../observe/logger.ts";
import type { Fellows } from "../fellows.ts";
import { openSession, type Session } from "./session.ts";

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
 * Opens this relay's session, in which it is registered and its lease renewed. `onRefused`: it cannot go on.
 * @throws where a relay of an earlier release has the database for itself.
 */
export async function joinTown(
  config: pg.ClientConfig,
  log: Logger,
  onRefused: (error: unknown) => void,
): Promise<Membership> {
  const id = randomUUID();
  const events: Fellows["events"] = new EventEmitter();
  const session = await openSession(
    { ...config, application_name: `${nameOf(id)} session` },
    { begin: takeLock, mayPass: (error) => error === taken, onRefused },
  );
  let fence: number | undefined;
  let others = 0;

  const register = async (): Promise<void> => {
    fence = await registered(session, id);
  };
  const beat = async (): Promise<void> => {
    const [renewed] = await session.say<{ others: number }>(RENEW, [id, fence, LEASE_MS]);
    if (renewed === undefined) return lose();
    others = renewed.others;
    events.emit("beat");
  };
  const lose = async (): Promise<void> => {
    const lost = fence ?? 0;
    await register();
    log.error(
      { relay: id, lost, fence },
      "this relay was away for longer than its lease, and others have taken its turns: whatever it still writes of them is refused; it goes on with new ones",
    );
    events.emit("lost", lost);
  };
  let renewing: NodeJS.Timeout | undefined;
  let isRenewing = false;
  const renew = (): void => {
    if (isRenewing) return;
    isRenewing = true;
    beat()
      .catch((error: unknown) => log.warn({ err: error }, "this relay could not renew its lease"))
      .finally(() => (isRenewing = false));
  };
  return {
    id,
    applicationName: nameOf(id),
    fence: () => fence ?? null,
    hasOthers: () => others > 0,
    events,
    register: async () => {
      await register();
      renewing = setInterval(renew, LEASE_MS / 4).unref();
    },
    leave: async () => {
      clearInterval(renewing);
      await session.say(LEAVE, [id]).catch(() => undefined);
      await session.close();
    },
  };
}

export const nameOf = (id: string): string => `townsfolk ${id}`;

/** Relays of earlier releases take it for themselves alone: they know nothing of others. */
async function takeLock(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ isTaken: boolean }>(TAKE);
  if (rows[0]?.isTaken !== true) throw taken;
}

async function registered(session: Session, id: string): Promise<number> {
  const [row] = await session.say<{ fence: number }>(REGISTER, [id, LEASE_MS]);
  if (row === undefined) throw new Error("Postgres has not told the number of the registration");
  return row.fence;
}

const taken = new Error(
  "A relay of an earlier release is running on this database, and will have no other beside it. Stop it first, or give this one a database of its own.",
);
const TAKE = `select pg_try_advisory_lock_shared(hashtextextended('townsfolk ' || current_schema(), 0)) as "isTaken"`;

/** By the database's clock, in milliseconds since 1970. */
export const NOW = "(extract(epoch from clock_timestamp()) * 1000)::int8";

/** The row of the counter is locked, so that no two have one number, and none comes before one that was told earlier. */
const REGISTER = `
with next as (
  insert into settings (name, value) values ('fence', '1')
  on conflict (name) do update set value = (settings.value::int8 + 1)::text
  returning value::int8 as fence
)
insert into relays (id, fence, until) select $1, fence, ${NOW} + $2 from next
on conflict (id) do update set fence = excluded.fence, until = excluded.until
returning fence`;

/** Late is not too late, as long as nobody has taken this relay for dead. */
const RENEW = `
update relays set until = ${NOW} + $3 where id = $1 and fence = $2
returning (select count(*) from relays as other where other.id <> $1) as others`;

const LEAVE = "delete from relays where id = $1";
