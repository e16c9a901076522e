import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { closeRelay, openRelay } from "../support/relay.ts";
import { besideV1Server } from "../support/v1-server.ts";

const { settings } = besideV1Server();
const beside = (letta: { baseUrl: string; token?: string }) => openRelay({ ...settings, letta, port: 0 });

test("a wrong password is told in words, and the relay does not start", async () => {
  await expect(beside({ ...settings.letta, token: "wrong" })).rejects.toThrow(/refuses LETTA_PASSWORD/);
});

test("a server that is not up yet is waited for, and another mind answers meanwhile", async () => {
  const away = await beside({ baseUrl: "http://127.0.0.1:1025" });
  const reply = await away.talk("guard", 1, "hello");
  expect(reply).toMatchObject({ mind: "direct" });
  expect(reply).not.toHaveProperty("fallback");
  await closeRelay(away);
});

test("a server is there although every other look at it is lost on the way", async () => {
  let looks = 0;
  const way = createServer((req, res) => {
    const isLook = req.url?.startsWith("/v1/health") === true;
    if (isLook && (looks += 1) % 2 === 1) return void res.destroy();
    const asked = request(new URL(req.url ?? "", settings.letta.baseUrl), { method: req.method, headers: req.headers });
    asked.on("response", (answer) => answer.pipe(res.writeHead(answer.statusCode ?? 502, answer.headers)));
    req.pipe(asked);
  });
  await new Promise<void>((done) => way.listen(0, "127.0.0.1", done));
  const { port } = way.address() as AddressInfo;
  const relay = await beside({ ...settings.letta, baseUrl: `http://127.0.0.1:${port}` });
  const seen = new Set<string>();
  while (looks < 4) {
    seen.add(relay.context.mind.state());
    await sleep(10);
  }
  expect([...seen]).toEqual(["ready"]);
  await closeRelay(relay);
  way.closeAllConnections();
  way.close();
});
