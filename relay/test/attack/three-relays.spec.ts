import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { EventsReply, Say } from "../../../game/townsfolk/wire/contract.ts";
import { dropStaleEvents } from "../../store/events.ts";
import { type PostgresServer, startPostgres, tell } from "../support/postgres.ts";
import { openRelay, speakTo, type TestRelay } from "../support/relay.ts";
import { startRelayProcess } from "../support/relay-process.ts";

let server: PostgresServer;
let databaseUrl: string;
let ends: (() => unknown)[];
beforeAll(async () => (server = await startPostgres()));
afterAll(() => server.stop());
beforeEach(async () => {
  databaseUrl = await server.database();
  ends = [];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
});

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-"));
  ends.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

async function openHere(): Promise<TestRelay> {
  const relay = await openRelay({ databaseUrl, dataDir: await newFolder() });
  ends.push(() => relay.close());
  return relay;
}

async function startThere() {
  const relay = await startRelayProcess(await newFolder(), { DATABASE_URL: databaseUrl });
  ends.push(() => relay.child.kill("SIGKILL"));
  return { ...relay, ...speakTo(relay.url) };
}

const say = (text: string, player = 1): Say => ({ kind: "say", turn: randomUUID(), npc: "guard", player, text });

const eventsAt = async ({ get }: Pick<TestRelay, "get">, after = 0): Promise<EventsReply> =>
  (await get(`/v1/events?server=s&after=${after}&wait=1`)).json() as Promise<EventsReply>;

describe("a relay whose machine's clock is not the others'", () => {
  const clock = performance.now.bind(performance);
  afterEach(() => void (performance.now = clock));

  test.each([
    ["eleven minutes ahead", 11 * 60_000],
    ["two days ahead", 2 * 86_400_000],
    ["eleven minutes behind", -11 * 60_000],
  ])("%s: it takes nothing for old that is fresh, and nobody takes its own for old", async (_what, off) => {
    const honest = await startThere();
    const said = say("Hello");
    await honest.send("s", said);
    await honest.talk("guard", 1, "Hello", said.turn);
    performance.now = () => clock() + off;
    const other = await openHere();
    const its = say("And here?", 2);
    await other.send("s", its);
    await other.context.turns.ended(its.turn);
    await dropStaleEvents(other.context.db, 10 * 60_000);
    await other.context.turns.endIdleTalks();
    const { events } = await eventsAt(honest);
    expect(events.filter(({ kind }) => kind === "done").map(({ turn }) => turn)).toEqual([said.turn, its.turn]);
    const [row] = await tell(
      databaseUrl,
      `select min("lastAt")::float8 as first, max("lastAt")::float8 as last, count(*)::int as n from conversations`,
    );
    expect(row?.["n"]).toBe(2);
    expect(Number(row?.["last"]) - Number(row?.["first"])).toBeLessThan(60_000);
  });
});
