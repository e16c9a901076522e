import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { SOCKET_LIMITS } from "../http/sockets.ts";
import { openSocket, sendRaw } from "./fuzz/raw-http.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

/** Impatient, so that nobody has to wait for it; what is big is as big as ever. */
const SOCKETS = { ...SOCKET_LIMITS, headersTimeout: 400, requestTimeout: 800, connectionsCheckingInterval: 50 };

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay({ sockets: SOCKETS })));
afterAll(() => closeRelay(relay));

const isWell = async () => (await fetch(`${relay.url}/healthz`)).ok;

/** Sends bytes one by one, as slowly as `everyMs`, for as long as anybody listens; answers with what came back. */
async function drip(first: string, drop: string, everyMs: number): Promise<string> {
  const socket = openSocket(relay.url);
  let answer = "";
  socket.setEncoding("latin1").on("data", (piece: string) => (answer += piece));
  // Who is cut off in the middle of a drop hears of a reset, and is as closed as the others.
  const closed = new Promise<void>((resolve) => socket.on("error", () => undefined).once("close", () => resolve()));
  socket.write(first);
  const dripping = setInterval(() => socket.write(drop), everyMs);
  await closed;
  clearInterval(dripping);
  return answer;
}

test("a header of 20 KiB is refused, in one piece and in many, and the relay is well", async () => {
  const one = `GET /healthz HTTP/1.1\r\nhost: a\r\nx-pad: ${"a".repeat(20_480)}\r\n\r\n`;
  const many = `GET /healthz HTTP/1.1\r\nhost: a\r\n${"x-pad: 0123456789abcdef\r\n".repeat(820)}\r\n`;
  const target = `GET /healthz?${"a".repeat(20_480)} HTTP/1.1\r\nhost: a\r\n\r\n`;
  for (const request of [one, many, target]) {
    expect(request.length).toBeGreaterThan(20_000);
    expect((await sendRaw(relay.url, Buffer.from(request)))?.status).toBe(431);
  }
  expect(await isWell()).toBe(true);
});

test("a header of 12 KiB passes", async () => {
  const response = await fetch(`${relay.url}/healthz`, { headers: { "x-pad": "a".repeat(12_288) } });
  expect(response.status).toBe(200);
});

test("a header that drips is cut off, whoever is honest is served meanwhile", async () => {
  const slow = Array.from({ length: 20 }, () => drip("GET /healthz HTTP/1.1\r\nhost: a\r\n", "x: y\r\n", 20));
  expect(await isWell()).toBe(true);
  for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test("a body that drips is cut off too", async () => {
  const head =
    "POST /v1/talk HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer dev\r\ncontent-length: 60000\r\n\r\n";
  expect(await drip(head, " ", 20)).toMatch(/^(HTTP\/1\.1 408 |$)/);
  expect(await isWell()).toBe(true);
});

test("who connects and says nothing is hung up on", async () => {
  const socket = openSocket(relay.url);
  socket.resume();
  await once(socket, "close");
  expect(await isWell()).toBe(true);
});

test("a long poll is not slow, and a connection that rests between two requests is kept", async () => {
  const started = Date.now();
  const poll = await relay.get("/v1/events?server=patient&wait=2");
  expect(poll.status).toBe(200);
  expect(Date.now() - started).toBeGreaterThan(SOCKETS.requestTimeout);

  const socket = openSocket(relay.url);
  let answers = "";
  socket.setEncoding("latin1").on("data", (piece: string) => (answers += piece));
  const request = "GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n";
  socket.write(request);
  await sleep(2 * SOCKETS.requestTimeout);
  socket.write(request);
  await sleep(200);
  socket.destroy();
  expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
});

test.each(["http://[::/", "http://a:b:c/v1/npcs", "http://[/", "a://%zz^/", "http://a b/"])(
  "the address %s, which nobody can read, is refused as everything is",
  async (target) => {
    const answer = await sendRaw(
      relay.url,
      Buffer.from(`GET ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`),
    );
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(answer?.body).not.toMatch(/<|at .*\.js/);
    expect(await isWell()).toBe(true);
  },
);
