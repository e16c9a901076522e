import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { z } from "zod";
import type { ErrorCode } from "../../game/townsfolk/wire/contract.ts";
import { malformed, OPERATOR_KEY, requests, UNIVERSE_KEY, WEBHOOK_SECRET } from "./fuzz/endpoints.ts";
import { asBytes, openSocket, type RawRequest, type RawResponse, sendRaw } from "./fuzz/raw-http.ts";
import { openRelayProcess, type RelayProcess } from "./red-team/relay-process.ts";
import { speakTo } from "./support/relay.ts";

/** In parallel; a run of fast-check sends so many and shrinks to the one that matters. */
const AT_ONCE = 10;
const RUNS = 300;

/** A record, so that a code which the contract gains or loses is a mistake here. */
const CODES: Record<ErrorCode, true> = {
  bad_request: true,
  bad_json: true,
  body_too_large: true,
  unauthorized: true,
  unknown_route: true,
  unknown_npc: true,
  unknown_turn: true,
  unknown_act: true,
  unknown_acts: true,
  unknown_cursor: true,
  turn_conflict: true,
  rate_limited: true,
  unknown_block: true,
  over_limit: true,
  stale_version: true,
  mind_unavailable: true,
  not_ready: true,
  internal: true,
};

/** By the request itself, and not by a turn that goes on behind it. */
const WRITTEN_WHEN_ACCEPTED = [
  "players",
  "conversations",
  "turns",
  "servers",
  "blocks",
  "keys",
  "erasures",
  "notifications",
  "settings",
];

let relay: RelayProcess;
let atStart: Counts;
let accepted = 0;
/** Opened before everything else: each says a little and then no more. */
let slow: { closedAfter: Promise<number> }[];

beforeAll(async () => {
  relay = await openRelayProcess(
    {
      MIND: "direct",
      RELAY_KEYS: UNIVERSE_KEY,
      OPERATOR_KEYS: OPERATOR_KEY,
      ROBLOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      LOG_LEVEL: "warn",
    },
    // A relay that grows with what it is sent ends here.
    ["--max-old-space-size=96"],
  );
  atStart = await countsOf(relay);
  slow = [
    "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    `POST /v1/talk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${UNIVERSE_KEY}\r\nContent-Length: 100\r\n\r\n{"npc"`,
    "POST /webhooks/roblox HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    `POST /v1/admin/town HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${OPERATOR_KEY}\r\nContent-Length: 99\r\n\r\n{`,
  ].flatMap((begun) => Array.from({ length: 40 }, () => trickle(begun)));
});
afterAll(() => relay.close());

test("any request to any endpoint is answered, never with a fault of ours, and a refusal is JSON with a code of the contract", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(requests, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (batch) => {
      const answers = await Promise.all(
        batch.map(async (one) => ({ one, answer: await sendRaw(relay.url, asBytes(one)) })),
      );
      expect(answers.flatMap(({ one, answer }) => wrongIn(one, answer))).toEqual([]);
      accepted += answers.filter(({ answer }) => answer !== undefined && answer.status < 300).length;
    }),
    { numRuns: RUNS },
  );
});

test("a request that is refused leaves no row behind", async () => {
  const rowsOf = async (): Promise<string> => {
    const { rows } = await whenNoTurnGoesOn();
    return JSON.stringify(WRITTEN_WHEN_ACCEPTED.map((table) => [table, rows[table]]));
  };
  let before = await rowsOf();
  let refused = 0;
  for (const one of fc.sample(requests, 400)) {
    const answer = await sendRaw(relay.url, asBytes(one));
    const after = await rowsOf();
    if (answer !== undefined && answer.status >= 400) {
      refused += 1;
      expect([one.method, one.target, String(one.body), after]).toEqual([
        one.method,
        one.target,
        String(one.body),
        before,
      ]);
    }
    before = after;
  }
  expect(refused).toBeGreaterThan(100);
});

test("bytes that are no HTTP, or say two things at once, are refused and end the connection", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(malformed, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (batch) => {
      const answers = await Promise.all(batch.map((bytes) => sendRaw(relay.url, bytes, true)));
      expect(answers.filter((answer) => answer !== undefined && answer.status >= 500)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

test("after all of that the relay is the same process, has logged no fault, and answers", async () => {
  expect(await Promise.race([relay.gone, sleep(100, "alive")])).toBe("alive");
  const faults = relay
    .log()
    .split("\n")
    .filter((line) => /unexpected error|"level":[56]0/.test(line));
  expect(faults.slice(0, 3)).toEqual([]);
  const body = { npc: "guard", player: 424_242, text: "Is the road safe?", turn: randomUUID() };
  expect(await (await relay.post("/v1/talk", body, UNIVERSE_KEY)).json()).toMatchObject({
    turn: body.turn,
    mind: "direct",
  });
});

test("nothing has grown but what was accepted: no row for a refusal, no turn, poll or act left in memory", async () => {
  // An act that nobody answered ends its turn a little later.
  let after = await countsOf(relay);
  for (let tries = 0; tries < 100 && String(after.gauges) !== String(atStart.gauges); tries++) {
    await sleep(200);
    after = await countsOf(relay);
  }
  for (const [table, rows] of Object.entries(after.rows))
    expect([table, rows - (atStart.rows[table] ?? 0) <= accepted * 8 + 1]).toEqual([table, true]);
  expect(after.gauges).toEqual(atStart.gauges);
});

test("who is slow to say what they want is hung up on, and holds nobody else up", async () => {
  const begun = Date.now();
  expect((await relay.get("/v1/npcs", UNIVERSE_KEY)).status).toBe(200);
  expect(Date.now() - begun).toBeLessThan(10_000);
  const lasted = await Promise.all(slow.map(({ closedAfter }) => closedAfter));
  expect(Math.max(...lasted)).toBeLessThan(75_000);
});

/** What is wrong with an answer, in words that name the request. */
function wrongIn(request: RawRequest, answer: RawResponse | undefined): unknown[] {
  const wrong = (what: string) => [
    {
      what,
      request: `${request.method} ${request.target}`,
      headers: request.headers,
      body: request.body.toString("latin1").slice(0, 500),
      answer,
    },
  ];
  if (answer === undefined) return wrong("no answer");
  const { status, body } = answer;
  if (status < 400 || request.method === "HEAD") return status >= 500 ? wrong("a fault") : [];
  const { data } = (request.target.startsWith("/llm/") ? ofTheGateway : ofTheRelay).safeParse(parsed(body));
  if (data === undefined) return wrong("a refusal that is not JSON with a code");
  if (status >= 500 && !(status === 503 && ["not_ready", "mind_unavailable"].includes(data.error.code ?? "")))
    return wrong("a fault");
  return [];
}

const ofTheRelay = z.object({
  error: z.object({ code: z.enum(Object.keys(CODES)), message: z.string().min(1), retryAfter: z.number().optional() }),
});
const ofTheGateway = z.object({ error: z.object({ code: z.string().optional(), message: z.string().min(1) }) });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Counts {
  rows: Record<string, number>;
  gauges: string[];
}

/** Rows of every table, and what the relay says of itself that must be as before when nothing is under way. */
async function countsOf({ dataDir, url }: RelayProcess): Promise<Counts> {
  const db = new DatabaseSync(join(dataDir, "townsfolk.db"), { readOnly: true });
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = Object.fromEntries(
    tables.map(({ name }) => [
      String(name),
      Number(db.prepare(`SELECT count(*) AS n FROM "${String(name)}"`).get()?.["n"]),
    ]),
  );
  db.close();
  const metrics = await (await speakTo(url).get("/metrics", OPERATOR_KEY)).text();
  const gauges = metrics
    .split("\n")
    .filter((line) => /^townsfolk_(turns_in_flight|turns_waiting|long_polls_open|model_calls_waiting) /.test(line));
  return { rows, gauges };
}

/** What a turn that was accepted before still writes is nothing of the request that is looked at. */
async function whenNoTurnGoesOn(): Promise<Counts> {
  for (;;) {
    const counts = await countsOf(relay);
    if (counts.gauges.every((line) => !/turns_(in_flight|waiting) [1-9]/.test(line))) return counts;
    await sleep(20);
  }
}

/** Sends a byte now and then, as slowly as a server may just believe. */
function trickle(begun: string): { closedAfter: Promise<number> } {
  const since = Date.now();
  const socket = openSocket(relay.url);
  socket.resume().write(begun);
  const drip = setInterval(() => socket.write(" "), 5_000);
  const closedAfter = new Promise<number>((resolve) => {
    socket.once("close", () => {
      clearInterval(drip);
      resolve(Date.now() - since);
    });
  });
  return { closedAfter };
}
