import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startPostgres, tell } from "../../test/support/postgres.ts";
import { openProvider } from "../../test/support/provider.ts";
import { type RelayProcess, startRelayProcess } from "../../test/support/relay-process.ts";
import { openBalancer } from "./balancer.ts";
import { type Found, openPlace } from "./place.ts";

/**
 * `npm run chaos [-- --seconds 180]`: three relays on one Postgres behind a balancer without stickiness. One of them is killed every
 * 10 s, Postgres is started anew in the middle, then they are replaced one by one as in an update, and then one is stopped past its
 * lease and wakes up. Every turn that was accepted ends once and in order, none is lost or doubled, the numbers of events have no gap,
 * and what the stopped relay writes is refused.
 *
 * `npm run chaos -- --from ../release-before`: relays of another checkout, with its packages installed, are replaced one by one by this
 * one's, and while both are at work one of each is killed: what one had begun the other takes over.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "180" },
    players: { type: "string", default: "24" },
    from: { type: "string" },
  },
});
const seconds = Number(values.seconds);
const RELAYS = 3;
const PLACES = 3;
const KILL_EVERY_MS = 10_000;
/** Longer than a lease and what it takes the others to see that it is over. */
const STOPPED_MS = 20_000;
/** What it takes to replace them all. */
const REPLACED_MS = 12_000;
/** By place: those that are still of the release before. */
const former = new Map<number, string>();
/** Both releases are at work for so long between two steps of the update. */
const STEP_MS = 10_000;
const tellUs = (what: string): void => void process.stdout.write(`${elapsed().padStart(6)} s  ${what}\n`);
const began = Date.now();
const elapsed = (): string => ((Date.now() - began) / 1_000).toFixed(1);

const folder = await mkdtemp(join(tmpdir(), "townsfolk-chaos-"));
const postgres = await startPostgres();
const databaseUrl = await postgres.database();
let calls = 0;
const provider = await openProvider(async (_request, answer) => {
  calls += 1;
  for (const words of [`The road to milestone ${calls} is long. `, "Mind the wolves. ", "Go well."]) {
    answer.say(words);
    await sleep(250);
  }
  answer.end();
});
const balancer = await openBalancer();
const relays: RelayProcess[] = [];
const outputs: (() => string)[] = [];
const start = async (place: number): Promise<void> => {
  const env = {
    DATABASE_URL: databaseUrl,
    OPENAI_BASE_URL: provider.url,
    MODEL: "m",
    PLAYER_TURNS_PER_MINUTE: "1000",
  };
  const relay = await startRelayProcess(join(folder, String(place)), env, former.get(place));
  relays[place] = relay;
  outputs.push(relay.output);
  balancer.put(place, relay.url);
};
/** As in an update: the balancer sends it nothing new, it ends what it has begun, and another takes its place. */
const replace = async (place: number): Promise<void> => {
  tellUs(`relay ${place + 1} is replaced`);
  former.delete(place);
  const leaving = relays[place];
  balancer.drain(place);
  await leaving?.stop("SIGTERM");
  await start(place);
};
/** Resolves when another has taken its place, which begins after a second. */
const kill = async (place: number): Promise<void> => {
  tellUs(`relay ${place + 1} is killed`);
  await relays[place]?.stop("SIGKILL");
  balancer.put(place, undefined);
  await sleep(1_000);
  await start(place);
};

const { from } = values;
if (from !== undefined) for (let place = 0; place < RELAYS; place++) former.set(place, resolve(from));
const ends = new AbortController();
try {
  await Promise.all(Array.from({ length: RELAYS }, (_, place) => makeFolderAndStart(place)));
  tellUs(
    `${RELAYS} relays at work, ${values.players} players in ${PLACES} places, for ${from === undefined ? seconds : (6 * STEP_MS) / 1_000} s`,
  );
  const each = Math.ceil(Number(values.players) / PLACES);
  const places = Array.from({ length: PLACES }, (_, at) => openPlace(balancer.url, at * each + 1, each, ends.signal));
  await (from === undefined ? makeTrouble() : update());
  ends.abort();
  const found = sum(await Promise.all(places));
  await judge(found);
} finally {
  ends.abort();
  for (const { child } of relays) child.kill("SIGKILL");
  balancer.close();
  provider.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function makeFolderAndStart(place: number): Promise<void> {
  await mkdir(join(folder, String(place)), { recursive: true });
  await start(place);
}

/** Kills until the middle, then Postgres, kills again, then an update, and in the end the one that stands still. */
async function makeTrouble(): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  const forKills = until - REPLACED_MS - STOPPED_MS - 5_000;
  const first = Date.now() + KILL_EVERY_MS;
  const kills = Math.max(1, Math.floor((forKills - first) / KILL_EVERY_MS) + 1);
  let back = Promise.resolve();
  for (let turn = 0; turn < kills; turn++) {
    await sleep(Math.max(0, first + turn * KILL_EVERY_MS - Date.now()));
    await back;
    back = kill(turn % RELAYS);
    if (turn !== Math.floor((kills - 1) / 2)) continue;
    await back;
    tellUs("Postgres is started anew");
    await postgres.restart();
  }
  await back;
  for (let place = 0; place < RELAYS; place++) await replace(place);
  const [stopped] = relays;
  tellUs("relay 1 stands still");
  stopped?.child.kill("SIGSTOP");
  await sleep(STOPPED_MS);
  stopped?.child.kill("SIGCONT");
  tellUs("relay 1 wakes up");
  await sleep(Math.max(0, until - Date.now()));
}

/** From the release before to this one, with one of each killed amid it. */
async function update(): Promise<void> {
  const steps = [() => replace(0), () => kill(1), () => replace(1), () => kill(0), () => replace(2)];
  for (const step of steps) {
    await sleep(STEP_MS);
    await step();
  }
  await sleep(STEP_MS);
}

async function judge(found: Found): Promise<void> {
  const [open] = await tell(databaseUrl, `select count(*)::int as n from turns where "endedAt" is null`);
  if (open?.["n"] !== 0) {
    const left = await tell(
      databaseUrl,
      `select turns.id, status, "acceptedAt", turns.fence, relays.fence is null as orphan from turns
       left join relays using (fence) where "endedAt" is null`,
    );
    tellUs(`left open, at ${Date.now()}: ${JSON.stringify(left)}`);
  }
  const [stored] = await tell(databaseUrl, "select count(*)::int as n from turns");
  const refused = outputs.filter((output) => /others have taken its turns/.test(output())).length;
  const checks: [string, boolean][] = [
    [
      `accepted: ${found.accepted}, stored: ${String(stored?.["n"])}`,
      found.accepted > 0 && stored?.["n"] === found.accepted,
    ],
    [`lost: ${found.lost}, without an end in the store: ${String(open?.["n"])}`, found.lost === 0 && open?.["n"] === 0],
    [`doubled: ${found.doubled}`, found.doubled === 0],
    [`out of order: ${found.outOfOrder}`, found.outOfOrder === 0],
    [`gaps in the numbers of events: ${found.gaps}`, found.gaps === 0],
    [
      `relays that were refused after they stood still: ${refused}`,
      // In an update none does.
      refused === (from === undefined ? 1 : 0),
    ],
    [`ended by a fallback line: ${found.interrupted}`, found.interrupted < found.accepted / 2],
  ];
  for (const [what, holds] of checks) process.stdout.write(`${holds ? "ok  " : "FAIL"} ${what}\n`);
  const failures = checks.filter(([, holds]) => !holds).length;
  process.stdout.write(`\n${checks.length - failures} passed, ${failures} failed\n`);
  process.exitCode = failures === 0 ? 0 : 1;
}

function sum(all: Found[]): Found {
  const total: Found = { accepted: 0, lost: 0, doubled: 0, outOfOrder: 0, gaps: 0, interrupted: 0 };
  for (const one of all) for (const key of Object.keys(total) as (keyof Found)[]) total[key] += one[key];
  return total;
}
