import type { Kysely } from "kysely";

export async function notificationsSentAgain(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("notifications").addColumn("mark", "text").execute();
}
