import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, Say, TurnEvent } from "../../../game/townsfolk/wire/contract.ts";
import type { FaultHarness } from "./fault-harness.ts";
import type { Fault } from "./faults.ts";

export interface Suffered {
  /** How the turns ended, as `done`, or `fail` with its reason, and by which mind. */
  ended: string;
  /** The longer of them. */
  afterMs: number;
  /** From the end of the fault to the first good answer. */
  recoveredMs: number;
  /** What was promised and not held. */
  mistakes: string[];
}

/** A turn's deadline of 30 s, and a second for the way. */
const DEADLINE_MS = 31_000;
const RECOVERY_MS = 30_000;
let players = 1;

/** Lets two players talk while the fault lasts and then until all is well, and checks what was promised to them. */
export async function suffer(harness: FaultHarness, fault: Fault): Promise<Suffered> {
  const server = randomUUID();
  const talkers = [players++, players++];
  for (const player of talkers) await harness.relay.talk("guard", player, "Good day");
  const mend = await fault.inflict(harness);
  const turns = talkers.map((player): Say => ({
    kind: "say",
    turn: randomUUID(),
    npc: "guard",
    player,
    text: "Are you there?",
  }));
  const began = performance.now();
  const { receipts } = await harness.relay.send(server, ...turns);
  const told = await eventsUntilAllEnded(
    harness,
    server,
    turns.map(({ turn }) => turn),
  );
  const afterMs = performance.now() - began;
  await mend();
  const mended = performance.now();
  const isWell = await untilWell(harness, talkers[0] ?? 1);
  const recoveredMs = performance.now() - mended;
  const mistakes = [
    ...receipts.flatMap((receipt) => (receipt.ok ? [] : [`a turn was refused: ${receipt.error.code}`])),
    ...turns.flatMap(({ turn }) => mistakesIn(told.filter((event) => event.turn === turn))),
    ...(afterMs > DEADLINE_MS ? ["a turn ended after its deadline"] : []),
    ...(isWell ? [] : [`it was not well again within ${RECOVERY_MS / 1000} s`]),
  ];
  return { ended: endings(told), afterMs, recoveredMs, mistakes };
}

async function eventsUntilAllEnded(harness: FaultHarness, server: string, turns: string[]): Promise<TurnEvent[]> {
  const seen: TurnEvent[] = [];
  const isOpen = (turn: string): boolean => !seen.some((event) => event.turn === turn && isEnd(event));
  for (
    let after = 0, began = performance.now();
    turns.some(isOpen) && performance.now() - began < DEADLINE_MS + 10_000;
  ) {
    const answer = await harness.relay.get(`/v1/events?server=${server}&after=${after}&wait=5`);
    // While its disk is full the relay says so; a place server polls again.
    if (!answer.ok) await sleep(500);
    else {
      const reply = (await answer.json()) as EventsReply;
      seen.push(...reply.events);
      after = reply.cursor;
    }
  }
  return seen;
}

/** Every turn ends once, at its end, and until then the player has seen the NPC speak. */
function mistakesIn(events: TurnEvent[]): string[] {
  const ends = events.filter(isEnd);
  const last = events.at(-1);
  const speaks = events.some(
    (event) => (event.kind === "beat" && event.text !== "") || (event.kind === "fail" && event.line !== ""),
  );
  return [
    ...(ends.length === 1 ? [] : [`a turn ended ${ends.length} times`]),
    ...(last && isEnd(last) ? [] : ["something came after a turn's end"]),
    ...(speaks ? [] : ["a player was left without a word"]),
  ];
}

async function untilWell(harness: FaultHarness, player: number): Promise<boolean> {
  for (const began = performance.now(); performance.now() - began < RECOVERY_MS; await sleep(250)) {
    const reply = await harness.relay.post("/v1/talk", { npc: "guard", player, text: "Are you well?" });
    if (!reply.ok) continue;
    const { fallback, mind } = (await reply.json()) as { fallback?: true; mind: string };
    if (!fallback && mind === harness.relay.context.mind.name()) return true;
  }
  return false;
}

const isEnd = (event: TurnEvent): boolean => event.kind === "done" || event.kind === "fail";

const endings = (events: TurnEvent[]): string =>
  [
    ...new Set(
      events.flatMap((event) =>
        event.kind === "done" ? [`done by ${event.mind}`] : event.kind === "fail" ? [`fail: ${event.reason}`] : [],
      ),
    ),
  ].join(", ");
