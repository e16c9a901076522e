import { randomUUID } from "node:crypto";
import type { EventsReply, MessagesReply, Say } from "../../../game/townsfolk/wire/contract.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

let relay: TestRelay;
afterEach(() => closeRelay(relay));

/** `npm run bench:lettas` asks two Lettas for 200. */
const PLAYERS = 96;
/** Twice the real ones, for a busy machine; without a queue before it, Letta would be silent for longer than these on a quiet one. */
const DEADLINES = { silenceMs: 10_000, firstBeatMs: 16_000, wholeAnswerMs: 60_000 };

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
    const minds = await Promise.all([endsOf("one", says.slice(0, 48)), endsOf("two", says.slice(48))]);
    expect(minds.flat()).toEqual(Array(PLAYERS).fill("letta-app-server"));
    const metrics = await (await relay.get("/metrics")).text();
    expect(metrics).toMatch(/townsfolk_breaker_state\{breaker="letta-app-server.*"\} 0/);
    expect(metrics).not.toMatch(/townsfolk_breaker_state\{breaker="letta-app-server.*"\} [^0]/);
  },
  180_000,
);

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
