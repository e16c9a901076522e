import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventsReply, MessagesReply, Say } from "../../../game/townsfolk/wire/contract.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

let relay: TestRelay;
afterEach(() => closeRelay(relay));

/** `npm run bench:lettas` asks two Lettas for 200. */
const PLAYERS = 96;
/** Of a machine so slow that it proves nothing; the queue is seen by how many are answered at once. */
const DEADLINES = { silenceMs: 40_000, firstBeatMs: 60_000, wholeAnswerMs: 170_000 };
/** New talks that one Letta is given at once (`turns/take-place.ts`). */
const AT_ONCE = 8;

test.each([1, 2])(
  "96 who speak for the first time at once are all answered by Letta, of %d, and no breaker opens",
  async (lettaProcesses) => {
    relay = await openRelay({ mind: "letta-app-server", lettaProcesses, deadlines: DEADLINES });
    const says = Array.from({ length: PLAYERS }, (_, index): Say => ({
      kind: "say",
      turn: randomUUID(),
      npc: ["guard", "innkeeper", "merchant"][index % 3] ?? "",
      player: index + 1,
      text: "Hello there!",
    }));
    const watch = watchTurns();
    const minds = await Promise.all([endsOf("one", says.slice(0, 48)), endsOf("two", says.slice(48))]);
    expect(minds.flat()).toEqual(Array(PLAYERS).fill("letta-app-server"));
    expect(await watch.mostOften()).toBeLessThanOrEqual(AT_ONCE * lettaProcesses);
    const metrics = await (await relay.get("/metrics")).text();
    expect(metrics).toMatch(/townsfolk_breaker_state\{breaker="letta-app-server.*"\} 0/);
    expect(metrics).not.toMatch(/townsfolk_breaker_state\{breaker="letta-app-server.*"\} [^0]/);
  },
);

/** How many turns a mind is answering, again and again. */
function watchTurns(): { mostOften(): Promise<number> } {
  const seen: number[] = [];
  const over = new AbortController();
  const look = async (): Promise<void> => {
    const metrics = await (await relay.get("/metrics")).text();
    seen.push(Number(/^townsfolk_turns_in_flight (\d+)/m.exec(metrics)?.[1]));
    await sleep(100);
    if (!over.signal.aborted) await look();
  };
  const watching = look();
  return {
    /** In three of four looks no more than so many: for a moment at the beginning all are on their way into the queue. */
    async mostOften() {
      over.abort();
      await watching;
      return seen.toSorted((one, other) => one - other)[Math.floor(seen.length * 0.75)] ?? NaN;
    },
  };
}

/** Who answered each of them, or why nobody did. */
async function endsOf(server: string, messages: Say[]): Promise<string[]> {
  const sent = await relay.post("/v1/messages", { server, messages });
  const { receipts } = (await sent.json()) as MessagesReply;
  expect(receipts.every((receipt) => receipt.ok)).toBe(true);
  const ends: string[] = [];
  for (let after = 0; ends.length < messages.length;) {
    const poll = await relay.get(`/v1/events?server=${server}&after=${after}&wait=20`);
    const { events, cursor } = (await poll.json()) as EventsReply;
    for (const event of events) {
      if (event.kind === "done") ends.push(event.mind);
      if (event.kind === "fail") ends.push(event.reason);
    }
    after = cursor;
  }
  return ends;
}
