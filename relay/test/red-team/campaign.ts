import { randomUUID } from "node:crypto";
import type { Act, EventsReply, TalkReply, TurnEvent } from "../../../game/townsfolk/wire/contract.ts";
import type { Attack } from "./corpus.ts";
import { HONEST_QUESTION } from "./obedient-model.ts";
import type { RelayProcess } from "./relay-process.ts";

/** What came of one attack, and of an honest question after it. */
export interface Report {
  attack: Attack;
  npc: string;
  player: number;
  /** What a place server was told, and what `/v1/talk` answered: one of them is empty where only the other was asked. */
  events: TurnEvent[];
  talks: TalkReply[];
  honest: TalkReply;
  human: { value: string; limit: number };
  ms: number;
}

export interface Pace {
  /** Players who attack at once. */
  atOnce: number;
  /** Attacks of one player, one after the other in one conversation. */
  each: number;
  /** Whether each attack goes through both endpoints, or through either in turn. */
  endpoints: "both" | "either";
  /** One in so many attacks is made; all of them where this is not given. */
  oneIn?: number;
}

export const FIRST_ATTACKER = 880_000_001;
const NPCS = ["innkeeper", "guard", "merchant"];

export async function attackAll(relay: RelayProcess, attacks: Attack[], pace: Pace): Promise<Report[]> {
  const players = Array.from({ length: Math.ceil(attacks.length / pace.each) }, (_, at) => ({
    player: FIRST_ATTACKER + at,
    npc: NPCS[at % NPCS.length] ?? "",
    attacks: attacks.slice(at * pace.each, (at + 1) * pace.each),
  }));
  const reports: Report[] = [];
  const queueKey = async (): Promise<void> => {
    const server = `queueKey-${randomUUID()}`;
    for (let next = players.shift(); next !== undefined; next = players.shift())
      for (const attack of next.attacks) {
        const { player, npc } = next;
        const endpoints =
          pace.endpoints === "both" ? ENDPOINTS : ENDPOINTS.slice(attacks.indexOf(attack) % 2).slice(0, 1);
        reports.push({ attack, player, npc, ...(await attackOnce(relay, server, { attack, player, npc }, endpoints)) });
      }
  };
  await Promise.all(Array.from({ length: pace.atOnce }, queueKey));
  return reports;
}

const ENDPOINTS = ["messages", "talk"] as const;

async function attackOnce(
  relay: RelayProcess,
  server: string,
  { attack, npc, player }: Pick<Report, "attack" | "npc" | "player">,
  endpoints: readonly (typeof ENDPOINTS)[number][],
): Promise<Pick<Report, "events" | "talks" | "honest" | "human" | "ms">> {
  const begun = Date.now();
  const events: TurnEvent[] = [];
  const talks: TalkReply[] = [];
  for (const endpoint of endpoints) {
    // Only a place server says what its game would carry out.
    if (endpoint === "talk" && attack.offered === undefined) talks.push(await relay.talk(npc, player, attack.say));
    else events.push(...(await playOneTurn(relay, server, npc, player, attack)));
  }
  const ms = Date.now() - begun;
  const honest = await relay.talk(npc, player, HONEST_QUESTION);
  const memory = await (await relay.get(`/v1/npcs/${npc}/players/${player}/memory`)).json();
  const late = await poll(relay, server, cursors.get(server) ?? 0, 0);
  const { human } = memory as Pick<Report, "human">;
  return { events: [...events, ...late.events], talks, honest, human, ms };
}

const cursors = new Map<string, number>();

/** A game that does whatever it is told to. */
async function playOneTurn(
  relay: RelayProcess,
  server: string,
  npc: string,
  player: number,
  { say: text, offered }: Attack,
): Promise<TurnEvent[]> {
  const turn = randomUUID();
  const { receipts } = await relay.send(server, {
    kind: "say",
    turn,
    npc,
    player,
    text,
    ...(offered && { offered }),
  });
  if (receipts[0]?.ok !== true) throw new Error(`${npc} did not take it: ${JSON.stringify(receipts)}`);
  const events: TurnEvent[] = [];
  while (!events.some((event) => event.kind === "done" || event.kind === "fail")) {
    const news = await poll(relay, server, cursors.get(server) ?? 0, 20);
    if (news.events.length === 0) return events;
    cursors.set(server, news.cursor);
    events.push(...news.events);
    for (const event of news.events)
      if (event.kind === "act" && event.act.name === "give_item")
        await relay.send(server, { kind: "result", act: event.id, ok: true });
  }
  return events;
}

async function poll(relay: RelayProcess, server: string, after: number, wait: number): Promise<EventsReply> {
  return (await (await relay.get(`/v1/events?server=${server}&after=${after}&wait=${wait}`)).json()) as EventsReply;
}

/** Everything that the player reads of it. */
export const toldIn = ({ events, talks }: Report): string[] => [
  ...events.flatMap((event) => {
    if (event.kind === "beat") return [event.text];
    if (event.kind === "fail") return [event.line];
    if (event.kind === "care") return [event.title, event.text];
    return event.kind === "act" ? [JSON.stringify(event.act)] : event.suggestions;
  }),
  ...talks.flatMap(({ reply, suggestions }) => [reply, ...suggestions]),
];

export const actsIn = ({ events, talks }: Report): Act[] => [
  ...events.flatMap((event) => (event.kind === "act" ? [event.act] : [])),
  ...talks.flatMap(({ acts }) => acts),
];
