import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { isPostgres } from "./lock-for.ts";

/** Never change one that has landed; add the next. */
export const migrations: Record<string, Migration> = {
  "001-first": {
    async up(db: Kysely<unknown>) {
      const { schema } = db;
      await schema
        .createTable("players")
        .addColumn("universe", "text", (c) => c.notNull())
        .addColumn("userId", "bigint", (c) => c.notNull())
        .addColumn("pseudonym", "text", (c) => c.notNull().unique())
        .addPrimaryKeyConstraint("onePlayer", ["universe", "userId"])
        .execute();
      await schema
        .createTable("conversations")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("npc", "text", (c) => c.notNull())
        .addColumn("player", "text", (c) => c.notNull())
        .addColumn("openedAt", "bigint", (c) => c.notNull())
        .addColumn("lastAt", "bigint", (c) => c.notNull())
        .addColumn("endedAt", "bigint")
        .execute();
      await schema
        .createIndex("oneOpenConversation")
        .unique()
        .on("conversations")
        .columns(["npc", "player"])
        .where(sql.ref("endedAt"), "is", null)
        .execute();
      await schema
        .createTable("turns")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("conversation", "text", (c) => c.notNull())
        .addColumn("npc", "text", (c) => c.notNull())
        .addColumn("universe", "text", (c) => c.notNull())
        .addColumn("player", "text", (c) => c.notNull())
        .addColumn("server", "text")
        .addColumn("status", "text", (c) => c.notNull())
        .addColumn("locale", "text")
        .addColumn("screened", "text")
        .addColumn("text", "text")
        .addColumn("reply", "text")
        .addColumn("acts", "text", (c) => c.notNull())
        .addColumn("mind", "text")
        .addColumn("reason", "text")
        .addColumn("tokensIn", "bigint", (c) => c.notNull().defaultTo(0))
        .addColumn("tokensOut", "bigint", (c) => c.notNull().defaultTo(0))
        .addColumn("usd", "double precision", (c) => c.notNull().defaultTo(0))
        .addColumn("acceptedAt", "bigint", (c) => c.notNull())
        .addColumn("firstBeatAt", "bigint")
        .addColumn("endedAt", "bigint")
        .execute();
      await schema.createIndex("turnsOfConversation").on("turns").columns(["conversation", "acceptedAt"]).execute();
      await schema.createIndex("turnsOfPlayer").on("turns").columns(["npc", "player", "acceptedAt"]).execute();
      await schema.createIndex("turnsByStatus").on("turns").columns(["status"]).execute();
      await schema
        .createTable("servers")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("seq", "bigint", (c) => c.notNull())
        .addColumn("seenAt", "bigint", (c) => c.notNull())
        .execute();
      await schema
        .createTable("events")
        .addColumn("server", "text", (c) => c.notNull())
        .addColumn("seq", "bigint", (c) => c.notNull())
        .addColumn("turn", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("eventNumber", ["server", "seq"])
        .execute();
      await schema
        .createTable("memories")
        .addColumn("npc", "text", (c) => c.notNull())
        .addColumn("player", "text", (c) => c.notNull())
        .addColumn("human", "text", (c) => c.notNull())
        .addColumn("version", "integer", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneMemory", ["npc", "player"])
        .execute();
      await schema
        .createTable("blocks")
        .addColumn("npc", "text", (c) => c.notNull())
        .addColumn("label", "text", (c) => c.notNull())
        .addColumn("value", "text", (c) => c.notNull())
        .addColumn("sheetHash", "text", (c) => c.notNull())
        .addColumn("version", "integer", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneBlock", ["npc", "label"])
        .execute();
      await schema
        .createTable("usage")
        .addColumn("day", "text", (c) => c.notNull())
        .addColumn("npc", "text", (c) => c.notNull())
        .addColumn("model", "text", (c) => c.notNull())
        .addColumn("calls", "bigint", (c) => c.notNull())
        .addColumn("input", "bigint", (c) => c.notNull())
        .addColumn("cached", "bigint", (c) => c.notNull())
        .addColumn("output", "bigint", (c) => c.notNull())
        .addColumn("usd", "double precision", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneUsage", ["day", "npc", "model"])
        .execute();
      await schema
        .createTable("keys")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("universe", "text", (c) => c.notNull())
        .addColumn("hash", "text", (c) => c.notNull())
        .addColumn("createdAt", "bigint", (c) => c.notNull())
        .addColumn("revokedAt", "bigint")
        .addColumn("usedAt", "bigint")
        .execute();
      await schema
        .createTable("erasures")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("universe", "text", (c) => c.notNull())
        .addColumn("pseudonym", "text")
        .addColumn("requestedAt", "bigint", (c) => c.notNull())
        .addColumn("doneAt", "bigint")
        .execute();
      await schema
        .createTable("notifications")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("at", "bigint", (c) => c.notNull())
        .execute();
      await schema
        .createTable("settings")
        .addColumn("name", "text", (c) => c.primaryKey())
        .addColumn("value", "text", (c) => c.notNull())
        .execute();
      await schema
        .createTable("agents")
        .addColumn("mind", "text", (c) => c.notNull())
        .addColumn("npc", "text", (c) => c.notNull())
        .addColumn("agent", "text", (c) => c.notNull())
        .addColumn("sheetHash", "text", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneAgent", ["mind", "npc"])
        .execute();
      await schema
        .createTable("threads")
        .addColumn("mind", "text", (c) => c.notNull())
        .addColumn("conversation", "text", (c) => c.notNull())
        .addColumn("agent", "text", (c) => c.notNull())
        .addColumn("thread", "text", (c) => c.notNull())
        .addColumn("since", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneThread", ["mind", "conversation"])
        .execute();
    },
  },
  "002-open-talks": {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable("conversations").addColumn("key", "text").execute();
      await db.schema.alterTable("conversations").addColumn("server", "text").execute();
    },
  },
  "003-turn-ids-in-any-letters": {
    async up(db: Kysely<unknown>) {
      // Of a turn that was run twice, since its id came once in small letters and once in capitals, one stays.
      await sql`delete from "turns" where "id" not in (select min("id") from "turns" group by lower("id"))`.execute(db);
      await db.schema
        .createIndex("turnById")
        .on("turns")
        .unique()
        .column(sql`lower("id")`)
        .execute();
    },
  },
  "004-acts-and-news": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("actSets")
        .addColumn("universe", "text", (c) => c.notNull())
        .addColumn("hash", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("usedAt", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneActSet", ["universe", "hash"])
        .execute();
      await db.schema.alterTable("turns").addColumn("actSet", "text").execute();
      await db.schema.alterTable("turns").addColumn("offered", "text").execute();
      await db.schema.alterTable("turns").addColumn("scene", "text").execute();
      await db.schema
        .createTable("news")
        .addColumn("server", "text", (c) => c.notNull())
        .addColumn("id", "text", (c) => c.notNull())
        .addColumn("text", "text", (c) => c.notNull())
        .addColumn("npcs", "text")
        .addColumn("toldAt", "bigint", (c) => c.notNull())
        .addColumn("until", "bigint", (c) => c.notNull())
        .addPrimaryKeyConstraint("oneNews", ["server", "id"])
        .execute();
    },
  },
  "005-notifications-sent-again": {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable("notifications").addColumn("mark", "text").execute();
    },
  },
  "006-player-ids-as-strings": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("playersById")
        .addColumn("universe", "text", (c) => c.notNull())
        .addColumn("userId", "text", (c) => c.notNull())
        .addColumn("pseudonym", "text", (c) => c.notNull().unique())
        .addPrimaryKeyConstraint("onePlayerId", ["universe", "userId"])
        .execute();
      await sql`insert into "playersById" ("universe", "userId", "pseudonym")
        select "universe", cast("userId" as text), "pseudonym" from "players"`.execute(db);
      await db.schema.dropTable("players").execute();
      await db.schema.alterTable("playersById").renameTo("players").execute();
    },
  },
  "007-many-relays": {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable("relays")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("fence", "bigint", (c) => c.notNull().unique())
        .addColumn("until", "bigint", (c) => c.notNull())
        .execute();
      await db.schema
        .createTable("relayMessages")
        .addColumn("id", "text", (c) => c.primaryKey())
        .addColumn("relay", "text", (c) => c.notNull())
        .addColumn("body", "text", (c) => c.notNull())
        .addColumn("at", "bigint", (c) => c.notNull())
        .execute();
      await db.schema.createIndex("messagesOfRelay").on("relayMessages").columns(["relay", "at"]).execute();
      await db.schema.alterTable("turns").addColumn("holder", "text").execute();
      await db.schema.alterTable("turns").addColumn("fence", "bigint").execute();
      // Of two that run in one conversation, since the end of the first could not be stored, one is left to be ended.
      await sql`update "turns" set "status" = 'accepted' where "status" = 'running' and "id" not in
        (select max("id") from "turns" where "status" = 'running' group by "conversation")`.execute(db);
      await sql`create unique index "oneRunningTurn" on "turns" ("conversation") where "status" = 'running'`.execute(
        db,
      );
    },
  },
  "008-shared-limits": {
    async up(db: Kysely<unknown>) {
      // One relay alone counts in memory. What is counted is worth no write to the disk: after a crash it is counted anew.
      if (!isPostgres(db)) return;
      await sql`create unlogged table limits (id text primary key, spent bigint not null, until bigint not null)
        with (fillfactor = 50)`.execute(db);
      await sql`create index "openTalks" on conversations ("key") where "endedAt" is null and "key" is not null`.execute(
        db,
      );
    },
  },
  "009-shared-budgets": {
    async up(db: Kysely<unknown>) {
      if (!isPostgres(db)) return;
      await sql`create table budgets (id text primary key, spent double precision not null, held jsonb not null)
        with (fillfactor = 50)`.execute(db);
    },
  },
  "010-shared-minutes": {
    async up(db: Kysely<unknown>) {
      if (!isPostgres(db)) return;
      await sql`create unlogged table minutes (id text primary key, until bigint not null, spent jsonb not null,
        granted jsonb not null) with (fillfactor = 50)`.execute(db);
    },
  },
  "011-old-turns-by-index": {
    async up(db: Kysely<unknown>) {
      // Both change with the same write.
      await db.schema.createIndex("turnsByEnd").on("turns").columns(["status", "endedAt"]).execute();
      await db.schema.dropIndex("turnsByStatus").execute();
    },
  },
};
