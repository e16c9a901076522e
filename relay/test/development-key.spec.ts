import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { configFrom } from "../config/config.ts";
import { sendRaw } from "./fuzz/raw-http.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay()));
afterAll(() => closeRelay(relay));

const KEY = "a-key-of-some-length";
const OTHER = "another-key-of-length";

/** With any header, Host too, which `fetch` keeps for itself. */
async function ask(path: string, headers: Record<string, string>, key = "dev", method = "GET") {
  const asked = request(`${relay.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
  }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  return { status: response.statusCode, body: await text(response) };
}
const port = () => new URL(relay.url).port;

test.each([
  ["a name that was bound to this machine anew", { host: "rebound.example:8787" }],
  ["a name that begins like ours", { host: "localhost.evil.example" }],
  ["a name that holds our address", { host: "127.0.0.1.nip.io" }],
  ["an address that is none", { host: "127.999.1.1" }],
  ["the address of the network", { host: "192.168.1.20:8787" }],
  ["a name behind ours", { host: "localhost@evil.example" }],
  ["a proxy's X-Forwarded-For", { "x-forwarded-for": "127.0.0.1" }],
  ["a proxy's X-Forwarded-Host", { "x-forwarded-host": "localhost" }],
  ["a proxy's Forwarded", { forwarded: "for=127.0.0.1" }],
  ["a proxy's Via", { via: "1.1 vegur" }],
  ["a proxy's X-Real-IP", { "x-real-ip": "127.0.0.1" }],
  ["Cloudflare's tunnel", { "cf-connecting-ip": "203.0.113.7" }],
  ["an original host", { "x-original-host": "town.ngrok.app" }],
  ["a page of somebody else's", { origin: "https://evil.example" }],
  ["a name with ours behind it", { host: "evil.example@127.0.0.1" }],
  ["a name with more behind it", { host: "127.0.0.1/evil.example" }],
  ["two names", { host: "127.0.0.1, evil.example" }],
  ["Netlify", { "x-nf-client-connection-ip": "203.0.113.7" }],
  ["DigitalOcean", { "do-connecting-ip": "203.0.113.7" }],
  ["a tunnel of an editor", { "x-tunnel-authorization": "tunnel a" }],
  ["a proxy of WebLogic", { "wl-proxy-client-ip": "203.0.113.7" }],
  ["a proxy that writes as CGI does", { x_forwarded_for: "203.0.113.7" }],
  ["a proxy that nobody knows", { "x-acme-forwarded-host": "town.example" }],
  ["a page of another site, as its browser says", { "sec-fetch-site": "cross-site" }],
  ["a page of another port, as its browser says", { "sec-fetch-site": "same-site" }],
  ["a page without an origin", { origin: "null" }],
  ["a page of another port here", { origin: "http://127.0.0.1:3000" }],
])("the development key opens nothing to %s", async (_what, headers: Record<string, string>) => {
  for (const [method, path] of [
    ["GET", "/v1/npcs"],
    ["GET", "/v1/admin/npcs"],
    ["GET", "/v1/admin/keys"],
    ["DELETE", "/v1/players/1"],
    ["GET", "/metrics"],
  ] as const) {
    const { status, body } = await ask(path, headers, "dev", method);
    expect({ path, status }).toEqual({ path, status: 401 });
    expect(body).toContain("for this machine alone");
  }
  expect(JSON.parse((await ask("/readyz", headers)).body)).toEqual({ ready: true });
});

test.each([
  ["names another host than Host does", "GET http://evil.example/v1/npcs HTTP/1.1\r\nhost: 127.0.0.1\r\n"],
  ["has a second Authorization", "GET /v1/npcs HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer other\r\n"],
  ["has a second Host", "GET /v1/npcs HTTP/1.1\r\nhost: 127.0.0.1\r\nhost: evil.example\r\n"],
])("the development key opens nothing in a request that %s", async (_what, head) => {
  const said = `${head}authorization: Bearer dev\r\nconnection: close\r\n\r\n`;
  expect((await sendRaw(relay.url, Buffer.from(said)))?.status).toBe(401);
});

test("a proxy that says nothing of itself speaks HTTP/1.0, and the development key opens nothing to it", async () => {
  const said = "GET /v1/npcs HTTP/1.0\r\nhost: 127.0.0.1\r\nauthorization: Bearer dev\r\nconnection: close\r\n\r\n";
  expect((await sendRaw(relay.url, Buffer.from(said)))?.status).toBe(401);
});

test("on this machine, by whatever name of it, the development key is an operator's", async () => {
  for (const host of ["127.0.0.1:1", "localhost", `LOCALHOST:${port()}`, "[::1]:8787", "127.0.0.9"]) {
    expect({ host, ...(await ask("/v1/admin/npcs", { host })) }).toMatchObject({ host, status: 200 });
  }
  expect((await ask("/v1/npcs", { origin: `http://127.0.0.1:${port()}` })).status).toBe(200);
  expect((await ask("/metrics", {})).status).toBe(200);
});

test("a key that was set opens from anywhere, and beside it there is no development key", async () => {
  const other = await openRelay(configFrom({ MIND: "direct", PORT: "0", LOG_LEVEL: "silent", RELAY_KEYS: KEY }));
  const headers = { authorization: `Bearer ${KEY}`, "x-forwarded-for": "203.0.113.7", via: "1.1 a" };
  expect((await fetch(`${other.url}/v1/npcs`, { headers })).status).toBe(200);
  for (const path of ["/v1/npcs", "/v1/admin/npcs", "/v1/admin/keys", "/metrics"])
    expect((await other.get(path)).status).toBe(401);
  expect(await (await other.get("/readyz")).json()).toEqual({ ready: true });
  expect((await other.get("/metrics", KEY)).status).toBe(401);
  await closeRelay(other);
});

test("there is a development key only where no key is set, on loopback, outside of production", () => {
  const keysOf = (env: Record<string, string>) => {
    const { keys, operatorKeys } = configFrom(env);
    return { keys, operatorKeys };
  };
  expect(keysOf({})).toEqual({ keys: ["dev"], operatorKeys: ["dev"] });
  expect(keysOf({ RELAY_KEYS: KEY })).toEqual({ keys: [KEY], operatorKeys: [] });
  expect(keysOf({ OPERATOR_KEYS: KEY })).toEqual({ keys: [], operatorKeys: [KEY] });
  expect(keysOf({ RELAY_KEYS: KEY, NODE_ENV: "production" })).toEqual({ keys: [KEY], operatorKeys: [] });
  for (const HOST of ["127.999.1.1", "127.1.evil.example", "0.0.0.0", "localhost.example"])
    expect(() => configFrom({ HOST })).toThrow(/RELAY_KEYS: needed/);
});

test.each([
  [{ RELAY_KEYS: `${OTHER}, ${KEY}`, OPERATOR_KEYS: KEY }, "OPERATOR_KEYS", "RELAY_KEYS"],
  [{ RELAY_KEYS: KEY, GATEWAY_TOKEN: KEY }, "GATEWAY_TOKEN", "RELAY_KEYS"],
  [{ OPERATOR_KEYS: KEY, ROBLOX_WEBHOOK_SECRET: KEY }, "ROBLOX_WEBHOOK_SECRET", "OPERATOR_KEYS"],
  [{ RELAY_KEYS: KEY, OPENAI_API_KEY: KEY }, "OPENAI_API_KEY", "RELAY_KEYS"],
  [{ OPERATOR_KEYS: KEY, METRICS_KEY: KEY }, "METRICS_KEY", "OPERATOR_KEYS"],
  ...["RELAY_KEYS", "OPERATOR_KEYS", "METRICS_KEY"].map((ours): [Record<string, string>, string, string] => [
    { [ours]: KEY, GUARD_API_KEY: KEY, GUARD_MODEL: "llama-guard3" },
    "GUARD_API_KEY",
    ours,
  ]),
])("one string is one kind of key: %j", (env, one, two) => {
  expect(() => configFrom(env)).toThrow(new RegExp(`^${one}: has a key of ${two} in it`));
  expect(() => configFrom(env)).not.toThrow(KEY);
});

test("the guard may be shown the provider's key", () => {
  const guard = { GUARD_MODEL: "llama-guard3", GUARD_BASE_URL: "https://guard.example/v1", GUARD_API_KEY: KEY };
  expect(configFrom({ OPENAI_API_KEY: KEY, ...guard }).guard?.apiKey).toBe(KEY);
});

test("METRICS_KEY opens the metrics and nothing else; a universe's key and no key do not open them", async () => {
  const other = await openRelay({ keys: [KEY], operatorKeys: [OTHER], metricsKeys: ["a-key-for-metrics"] });
  const statusOf = async (path: string, key: string) => (await other.get(path, key)).status;
  expect((await fetch(`${other.url}/metrics`)).status).toBe(401);
  expect(await statusOf("/metrics", KEY)).toBe(401);
  expect(await statusOf("/metrics", "a-key-for-metrics")).toBe(200);
  expect(await statusOf("/metrics", OTHER)).toBe(200);
  expect(await statusOf("/v1/npcs", "a-key-for-metrics")).toBe(401);
  expect(await (await other.get("/readyz", KEY)).json()).toEqual({ ready: true });
  expect(await (await other.get("/readyz", OTHER)).json()).toMatchObject({ ready: true, mind: "direct" });
  await closeRelay(other);
});
