import { sql } from "kysely";
import type { ActSet } from "../../game/townsfolk/wire/contract.ts";
import { readBlocks } from "../cast/blocks.ts";
import type { CastWithOverrides } from "../cast/overrides.ts";
import type { Sheet } from "../cast/sheet.ts";
import { RELAY_ITSELF } from "../models/client/meter.ts";
import type { Gateway } from "../models/gateway/gateway.ts";
import { allActSets } from "../store/acts.ts";
import type { Database } from "../store/store.ts";

interface Needs {
  db: Database;
  cast: CastWithOverrides;
  gateway: Gateway;
}

/** An NPC as an operator sees it in a list. */
export interface NpcSummary extends Footprint {
  id: string;
  /** Absent where there is no sheet any more. */
  sheet?: { name: string; memory: Sheet["memory"]; model: string };
}

/** What an NPC has left in the store. */
export interface Footprint {
  /** Open conversations. */
  conversations: number;
  /** Players of whom it knows something. */
  memories: number;
  turns: number;
  /** US dollars that its models have cost. */
  usd: number;
}

export async function npcOverview({ db, cast, gateway }: Needs): Promise<NpcSummary[]> {
  const footprints = await footprintsIn(db);
  const gone = [...footprints.keys()].filter((id) => !cast.find(id)).sort();
  const list: NpcSummary[] = [];
  for (const sheet of cast.all()) {
    const { id, name, memory } = sheet;
    list.push({ id, sheet: { name, memory, model: await modelOf(gateway, sheet) }, ...(footprints.get(id) ?? NONE) });
  }
  return [...list, ...gone.map((id) => ({ id, ...(footprints.get(id) ?? NONE) }))];
}

/** All of one NPC, persona and world included. @throws {RelayError} `unknown_npc` */
export async function npcDetails({ db, cast, gateway }: Needs, npc: string) {
  const sheet = cast.get(npc);
  const { id, name, greeting, fallbacks, quickReplies, memory, acts, limits, context, budget } = sheet;
  const { version, persona, world } = readBlocks(cast, npc);
  const footprint = (await footprintsIn(db)).get(npc) ?? NONE;
  const model = await modelOf(gateway, sheet);
  const declared = (await allActSets(db)).flatMap((body) => (JSON.parse(body) as ActSet).acts);
  const names = new Set([...cast.acts(), ...declared].map((act) => act.name));
  const undeclared = Object.keys(acts).filter((act) => !names.has(act));
  const told = {
    id,
    name,
    greeting,
    fallbacks,
    quickReplies,
    memory,
    acts,
    undeclared,
    limits,
    context,
    budget,
    model,
  };
  return { ...told, ...footprint, persona: persona.value, world: world.value, version };
}

const NONE: Footprint = { conversations: 0, memories: 0, turns: 0, usd: 0 };

/** A provider that is away does not say what its default is. */
const modelOf = (gateway: Gateway, sheet: Sheet): Promise<string> =>
  gateway.modelOf(sheet).catch(() => gateway.defaultModel());

/** Postgres answers with the digits of a count. */
type Counted = number | string;

async function footprintsIn(db: Database): Promise<Map<string, Footprint>> {
  const { rows } = await sql<{ npc: string } & Record<keyof Footprint, Counted>>`
    select npc, sum(conversations) as conversations, sum(memories) as memories, sum(turns) as turns, sum(usd) as usd from (
      select npc, count(*) as conversations, 0 as memories, 0 as turns, 0.0 as usd
        from conversations where "endedAt" is null group by npc
      union all select npc, 0, count(*), 0, 0.0 from memories where human <> '' group by npc
      union all select npc, 0, 0, count(*), 0.0 from turns group by npc
      union all select npc, 0, 0, 0, sum(usd) from usage where npc <> ${RELAY_ITSELF} group by npc
      union all select npc, 0, 0, 0, 0.0 from blocks group by npc
      union all select npc, 0, 0, 0, 0.0 from agents group by npc
    ) as parts group by npc`.execute(db);
  return new Map(
    rows.map(({ npc, ...row }) => [
      npc,
      {
        conversations: Number(row.conversations),
        memories: Number(row.memories),
        turns: Number(row.turns),
        usd: Number(row.usd),
      },
    ]),
  );
}
