import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLogger } from "../observe/logger.ts";
import { openStore } from "../store/store.ts";

/** The first of the players whose conversations are stored. */
export const FIRST_PLAYER = 10;

/** Fills the store in this folder with so many ended turns in each of so many conversations, each of a player of its own. */
export async function seed(folder: string, conversations: number, turns: number): Promise<void> {
  const store = await openStore(folder, { storeUsed: () => undefined }, await createLogger("silent"));
  await store.close();
  const db = new DatabaseSync(join(folder, "townsfolk.db"));
  db.exec("begin");
  db.prepare(`${COUNT} insert into players select 'default', ? + i, 'p-' || i from n`).run(conversations, FIRST_PLAYER);
  db.prepare(CONVERSATIONS).run(conversations, FIRST_PLAYER, Date.now());
  db.prepare(TURNS).run(conversations, turns, Date.now() - 3_600_000);
  db.exec("commit");
  db.close();
}

const COUNT = "with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?)";
/** By `talker.ts`, who speaks to whom follows from the player. */
const NPC = "case (?2 + i) % 3 when 0 then 'guard' when 1 then 'innkeeper' else 'merchant' end";

const CONVERSATIONS = `with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?1)
  insert into conversations (id, npc, player, openedAt, lastAt) select 'c-' || i, ${NPC}, 'p-' || i, ?3, ?3 from n`;

const TURNS = `with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?1),
  t(k) as (select 0 union all select k + 1 from t where k + 1 < ?2)
  insert into turns (id, conversation, npc, universe, player, status, text, reply, acts, acceptedAt, endedAt)
  select 't-' || i || '-' || k, c.id, c.npc, 'default', c.player, 'done', 'What of the road, the ' || k || 'th time?',
    'It is as it was, traveller, and the ridge road is the better one.', '[]', ?3 + k, ?3 + k
  from n join conversations c on c.id = 'c-' || i cross join t`;
