import { type ActDeclaration, type ActSet } from "../../game/townsfolk/wire/contract.ts";
import type { Cast } from "../cast/cast.ts";
import { now } from "../observe/clock.ts";
import type { Logger } from "../observe/logger.ts";
import { findActSet, keepActSet, newestActSet, touchActSet } from "../store/acts.ts";
import { fellowsOf } from "../store/fellows.ts";
import type { Database } from "../store/store.ts";
import { misfitsOf } from "../tools/acts.ts";

/** What games declare that they carry out, by universe and hash. */
export interface ActSets {
  /** `body`: JSON of an `ActSet` that was checked. */
  put(universe: string, hash: string, body: string): Promise<void>;
  /** Notes that a place server carries these acts out; whether they are known. */
  named(universe: string, hash: string): Promise<boolean>;
  /** What a place server of the universe named last; null: none ever did. Read within the transaction of who asks. */
  newest(universe: string, tx: Database): Promise<string | null>;
  /** null: those of the cast's folder. */
  find(universe: string, hash: string | null): Promise<ActDeclaration[]>;
}

const TOUCHED_EVERY_MS = 60_000;
const READ_SETS = 200;
const ACTS_OF = "acts of ";

export function openActSets({ db, cast, log }: { db: Database; cast: Cast; log: Logger }): ActSets {
  const touched = new Map<string, { hash: string; at: number }>();
  /** By universe: what was named last, at whichever relay. */
  const newest = new Map<string, string | null>();
  /** By universe and hash: what a hash stands for never changes. */
  const read = new Map<string, ActDeclaration[]>();
  const fellows = fellowsOf(db);
  const changed = (universe: string): void => fellows.tell({ changed: [`${ACTS_OF}${universe}`] });
  const forget = (universe: string): void => {
    newest.delete(universe);
    touched.delete(universe);
  };
  fellows.events.on("news", ({ changed: what = [] }) => {
    for (const name of what) if (name.startsWith(ACTS_OF)) forget(name.slice(ACTS_OF.length));
  });
  fellows.events.on("again", () => {
    newest.clear();
    touched.clear();
  });
  const find: ActSets["find"] = async (universe, hash) => {
    if (hash === null) return cast.acts();
    const key = `${universe}/${hash}`;
    const known = read.get(key);
    if (known) return known;
    const body = await findActSet(db, { universe, hash });
    if (body === undefined) return [];
    const { acts } = JSON.parse(body) as ActSet;
    if (read.size >= READ_SETS) read.clear();
    read.set(key, acts);
    for (const npc of cast.all())
      for (const misfit of misfitsOf(npc, acts))
        log.warn({ npc: npc.id, universe, ...misfit }, "an act of a sheet comes to nothing in this game");
    return acts;
  };
  return {
    find,
    put: async (universe, hash, body) => {
      forget(universe);
      await keepActSet(db, { universe, hash }, body);
      changed(universe);
    },
    async named(universe, hash) {
      const last = touched.get(universe);
      if (last?.hash === hash && now() - last.at < TOUCHED_EVERY_MS) return true;
      if (!(await touchActSet(db, { universe, hash }))) return false;
      changed(universe);
      touched.set(universe, { hash, at: now() });
      await find(universe, hash);
      return true;
    },
    newest: async (universe, tx) => {
      const known = newest.get(universe);
      if (known !== undefined) return known;
      const found = (await newestActSet(tx, universe)) ?? null;
      newest.set(universe, found);
      return found;
    },
  };
}
