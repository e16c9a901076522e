import { type Kysely, sql } from "kysely";
import { isPostgres } from "../lock-for.ts";

/**
 * What is held for a while and not spent, of which all relays together give out so much at once. A function, since only what is
 * read in a statement of its own, after the lock, is what the others have by then.
 */
export async function sharedHolds(db: Kysely<unknown>): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`create unlogged table holds (of text not null, holder text not null, many bigint not null,
    until bigint not null, primary key (of, holder)) with (fillfactor = 50)`.execute(db);
  await sql`create function hold(what text, by text, wanted bigint, most bigint, ms bigint) returns bigint
    language plpgsql as $$
    declare
      at bigint := extract(epoch from clock_timestamp()) * 1000;
      granted bigint;
    begin
      update holds set until = at + ms where of = what and holder = by and many = wanted and until > at;
      if found then return wanted; end if;
      perform pg_advisory_xact_lock(hashtextextended(what, 0));
      select greatest(0, least(wanted, most - coalesce(sum(many), 0))) into granted
        from holds where of = what and holder <> by and until > at;
      if granted = 0 then
        delete from holds where of = what and holder = by;
      else
        insert into holds values (what, by, granted, at + ms)
          on conflict (of, holder) do update set many = excluded.many, until = excluded.until;
      end if;
      return granted;
    end $$`.execute(db);
}
