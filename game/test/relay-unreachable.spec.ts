import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compiledGame } from "../play/compiled-game.ts";
import type { GameServer, GameServerOptions } from "../play/game-server.ts";
import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";
import { ask, lineOf, meet } from "./support/screen.ts";
import { openWiretap } from "./support/wiretap.ts";

afterEach(closeGames);

let relay: TestRelay;
beforeAll(async () => {
  relay = await openRelay();
});
afterAll(() => relay.close());

const KEY = "a-key";
const told = ({ logs }: GameServer) => logs.filter(({ level }) => level === "warn").map(({ text }) => text);

/** Plays with this relay until its developer has been told something, and a while longer: it is told once. */
async function warningsOf(
  at: { url: string; key: string },
  options: Partial<GameServerOptions> = {},
): Promise<string[]> {
  const server = await openGameAt(at, { speed: 8, ...options });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ann.click("Is the road safe?");
  await server.until(async () => told(server).length > 0 && (await lineOf(ann)) !== "");
  await ann.click("Leave");
  expect(server.errors()).toEqual([]);
  return told(server);
}

/** Something at an address of its own that is no relay. */
async function openOther(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  keep({
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: KEY };
}

const justOnce = (words: RegExp): unknown[] => [expect.stringMatching(words)];

test("HTTP requests are off: where to turn them on is told once", async () => {
  const place = join(await mkdtemp(join(tmpdir(), "townsfolk-off-")), "place.rbxlx");
  keep({ close: () => rm(dirname(place), { recursive: true }) });
  const xml = await readFile(await compiledGame(), "utf8");
  await writeFile(place, xml.replace('<bool name="HttpEnabled">true<', '<bool name="HttpEnabled">false<'));
  expect(await warningsOf(relay, { place })).toEqual(justOnce(/Allow HTTP Requests/));
});

test.each([
  [{}, /secrets TownsfolkRelayUrl and TownsfolkRelayKey are missing/],
  [{ TownsfolkRelayUrl: "http://127.0.0.1:9" }, /secret TownsfolkRelayKey is missing/],
  [{ TownsfolkRelayKey: KEY }, /secret TownsfolkRelayUrl is missing/],
])("in a live game with the secrets %j the one that is missing is named", async (secrets, words) => {
  expect(await warningsOf({ url: "", key: "" }, { studio: false, relay: undefined, secrets })).toEqual(justOnce(words));
});

test("Studio's local secrets go before the Configuration", async () => {
  const secrets = { TownsfolkRelayUrl: relay.url, TownsfolkRelayKey: relay.key };
  const server = await openGameAt({ url: "http://127.0.0.1:9", key: KEY }, { secrets });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toContain("Safe until dusk.");
  expect(told(server)).toEqual([]);
});

test("a secret that is for another domain is told of", async () => {
  const secrets = { TownsfolkRelayKey: { value: relay.key, domain: "relay.example.com" } };
  expect(await warningsOf(relay, { studio: false, secrets })).toEqual(justOnce(/relay's host as their domain/));
});

test("a wrong key is told of, with where to put the right one", async () => {
  expect(await warningsOf({ url: relay.url, key: "wrong" })).toEqual(
    justOnce(/does not accept the game's key.*attribute Key/),
  );
});

test.each([
  ["nothing listens", "http://127.0.0.1:9", /no relay answers at the address that the attribute Url/],
  ["there is no protocol", "127.0.0.1:8787", /address is wrong: the attribute Url/],
  ["there is no such host", "http://relay.invalid", /no such host is known/],
])("an address where %s is told of", async (_what, url, words) => {
  expect(await warningsOf({ url, key: KEY })).toEqual(justOnce(words));
});

test("a relay without the certificate that its address promises is told of", async () => {
  const { url } = await openOther((_req, res) => res.end());
  expect(await warningsOf({ url: url.replace("http:", "https:"), key: KEY })).toEqual(justOnce(/no safe connection/));
});

const PAGE = "<!DOCTYPE html><HTML><body>You are about to visit a tunnel.</body></HTML>";

test.each([
  ["a tunnel's page", 200, PAGE, /a web page, of a tunnel or a proxy perhaps \(status 200\)/],
  ["a proxy's page that the relay is away", 502, PAGE, /a web page, of a tunnel or a proxy perhaps \(status 502\)/],
  ["words that are no JSON", 200, "hello", /something that is no relay \(status 200\)/],
  ["another program's JSON", 200, '{"hello":"world"}', /in a way that this library does not understand/],
  ["another program's error", 404, '{"detail":"Not Found"}', /something that is no relay \(status 404\)/],
  ["an earlier relay", 404, '{"error":{"code":"unknown_route","message":"No."}}', /it is older/],
])("%s in place of the relay is told of", async (_what, status, body, words) => {
  const other = await openOther((_req, res) => res.writeHead(status).end(body));
  for (const warning of await warningsOf(other)) expect(warning).toMatch(words);
});

test.each([true, false])("an address that ends with a slash just works (Studio: %s)", async (studio) => {
  const server = await openGameAt({ url: `${relay.url}/`, key: relay.key }, { studio });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toContain("Safe until dusk.");
  expect(told(server)).toEqual([]);
});

test("a Roblox that ends requests sooner than the relay its polls, and takes no timeout of ours, is no trouble", async () => {
  const line = keep(await openWiretap(relay.url));
  const server = await openGameAt({ ...relay, url: line.url }, { httpTimeout: 4 });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Is the road safe?")).toContain("Safe until dusk.");
  const polls = () => line.overheard.filter(({ path }) => path === "/v1/events").length;
  const before = polls();
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(await ask(server, ann, "What lies beyond the gate?")).not.toBe("");
  expect(polls()).toBeGreaterThan(before);
  expect(told(server)).toEqual([]);
});
