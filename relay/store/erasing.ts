import { scrypt } from "node:crypto";
import type { Selectable } from "kysely";
import type { PlayerId } from "../../game/townsfolk/wire/contract.ts";
import type { Schema } from "./schema.ts";
import type { Database } from "./store.ts";

type Erasure = Selectable<Schema["erasures"]>;

/**
 * Under which a pending erasure is found again by who asks for it a second time. Who only has the mark would have to try every
 * user id, each for as long as scrypt takes: https://nodejs.org/api/crypto.html#cryptoscryptpassword-salt-keylen-options-callback
 */
export const markOf = (universe: string, player: PlayerId): Promise<string> =>
  new Promise((resolve, reject) => {
    scrypt(JSON.stringify([universe, String(player)]), "townsfolk erasure", 24, (error, mark) => {
      if (error === null) resolve(mark.toString("hex"));
      else reject(error);
    });
  });

/** Until it is finished. */
export async function noteErasing(tx: Database, mark: string, erasures: Erasure[]): Promise<void> {
  const rows = erasures.map(({ id }) => ({ name: `${ERASING} ${mark} ${id}`, value: id }));
  await tx.insertInto("settings").values(rows).execute();
}

/** Those of a mark that were begun before and are not finished. */
export async function erasingOf(db: Database, mark: string): Promise<Erasure[]> {
  const noted = db.selectFrom("settings").select("value").where("name", "like", `${ERASING} ${mark} %`);
  return db.selectFrom("erasures").selectAll().where("id", "in", noted).where("doneAt", "is", null).execute();
}

export async function forgetErasing(tx: Database, { id }: Pick<Erasure, "id">): Promise<void> {
  await tx.deleteFrom("settings").where("name", "like", `${ERASING} % ${id}`).execute();
}

const ERASING = "erasing";
