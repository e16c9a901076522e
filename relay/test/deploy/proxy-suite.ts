import { type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { LIMITS } from "../../../game/townsfolk/wire/contract.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";

interface Place {
  /** For whatever the proxy writes. */
  folder: string;
  /** Where it is to listen, with TLS. */
  port: number;
  relayPort: number;
}

/** What relay/deploy promises of a proxy, proven by the proxy itself with the real relay behind it. */
export function describeProxy(name: string, start: (place: Place) => Promise<ChildProcess>): void {
  let relay: TestRelay;
  let proxy: ChildProcess;
  let place: Place;
  let key: string;

  const ask = (method: string, path: string, body = ""): Promise<{ status: number; body: string }> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${key}`, host: SERVER, "content-length": Buffer.byteLength(body) };
      const options = { port: place.port, method, path, headers, servername: SERVER, rejectUnauthorized: false };
      request(options, (res) => {
        text(res).then((said) => resolve({ status: res.statusCode ?? 0, body: said }), reject);
      })
        .on("error", reject)
        .end(body);
    });

  beforeAll(async () => {
    relay = await openRelay();
    ({ key } = (await (await relay.post("/v1/admin/keys", { universe: "proxied" })).json()) as { key: string });
    const folder = await mkdtemp(join(tmpdir(), "proxy-"));
    place = { folder, port: await freePort(), relayPort: Number(new URL(relay.url).port) };
    proxy = await start(place);
    while (!(await ask("GET", "/healthz").catch(() => undefined))) await sleep(50);
  });

  afterAll(async () => {
    const exit = once(proxy, "exit");
    proxy.kill("SIGTERM");
    await exit;
    await closeRelay(relay);
    await rm(place.folder, { recursive: true, force: true });
  });

  test(`${name} lets a place server talk`, async () => {
    const { status, body } = await ask("POST", "/v1/talk", JSON.stringify({ npc: "guard", player: 1, text: "Hello" }));
    expect([status, JSON.parse(body)]).toEqual([200, expect.objectContaining({ mind: "direct" })]);
  });

  test(`${name} waits as long as a long poll is silent`, async () => {
    const poll = ask("GET", `/v1/events?server=quiet&after=0&wait=${LIMITS.pollSeconds}`);
    expect(await poll).toEqual({ status: 200, body: JSON.stringify({ events: [], cursor: 0 }) });
  });

  test(`${name} lets a body through that the relay takes, and none that it does not`, async () => {
    const bodyOf = (bytes: number): string => JSON.stringify({ npc: "guard".padEnd(bytes - 10) }).padEnd(bytes);
    expect(await ask("POST", "/v1/talk", bodyOf(LIMITS.bodyBytes))).toMatchObject({
      status: 400,
      body: expect.stringContaining("bad_request") as string,
    });
    expect((await ask("POST", "/v1/talk", bodyOf(LIMITS.bodyBytes + 1))).status).toBe(413);
  });

  test.each([
    "/v1/admin/npcs",
    "/V1/ADMIN/npcs",
    "/v1/%61dmin/npcs",
    "/v1//admin/npcs",
    "/metrics",
    "/readyz",
    "/llm/v1/models",
    "/town",
    "/",
  ])(`${name} shows nobody %s`, async (path) => {
    expect((await ask("GET", path)).status).toBe(404);
  });
}

export const SERVER = "npcs.example.com";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}
