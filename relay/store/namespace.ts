import { randomUUID } from "node:crypto";
import type { Database } from "./store.ts";

/** What tells this store's agents from another's on the same Letta server; made once, and carried by the store as its `town`. */
export async function namespaceOf(db: Database): Promise<string> {
  await db
    .insertInto("settings")
    .values({ name: "town", value: randomUUID() })
    .onConflict((c) => c.doNothing())
    .execute();
  const { value } = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", "town")
    .executeTakeFirstOrThrow();
  return value;
}
