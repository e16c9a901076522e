import { type Kysely, sql } from "kysely";

export async function first(db: Kysely<unknown>): Promise<void> {
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
}
