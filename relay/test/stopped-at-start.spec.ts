import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { configFrom } from "../config/config.ts";
import { startRelay } from "../start.ts";

/** How far a start has come when it is told to stop, in turns of the event loop: before anything, in the middle, and after. */
const LATER = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 300];

test("whoever stops a relay while it starts is left with none, whenever that is", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-stopped-"));
  const port = await freePort();
  const config = { ...configFrom({ MIND: "direct", PORT: String(port), LOG_LEVEL: "silent" }), dataDir };
  for (const turns of LATER) {
    const stop = new AbortController();
    const starting = startRelay(config, stop.signal);
    starting.catch(() => undefined);
    for (let at = 0; at < turns; at++) await turn();
    stop.abort();
    // What is told to stop when it is open already stops by itself.
    const relay = await starting.catch(() => undefined);
    for (let looks = 0; looks < 50 && (await answers(port)); looks++) await sleep(20);
    const isLeft = await answers(port);
    await relay?.close();
    expect({ turns, answers: isLeft }).toEqual({ turns, answers: false });
  }
  // Nor is the data folder held any more.
  const next = await startRelay(config);
  expect(await answers(port)).toBe(true);
  await next.close();
  await rm(dataDir, { recursive: true });
});

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
