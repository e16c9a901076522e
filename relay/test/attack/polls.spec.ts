import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../observe/logger.ts";
import { openStoreOf } from "../../store/open-store.ts";
import { createFeed } from "../../turns/feed.ts";

test("a poll that begins while another of its place server hangs up is woken by what is told, at whatever moment it begins", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-"));
  const store = await openStoreOf({ dataDir }, { storeUsed: () => undefined }, await createLogger("silent"));
  const feed = createFeed(store.db);
  const began = performance.now();
  for (let moment = 0; moment < 24; moment++) {
    const server = `u/${moment}`;
    const hangsUp = new AbortController();
    const poll = (signal: AbortSignal) => feed.poll(server, 0, { ms: 20_000, signal, begins: () => undefined });
    const first = poll(hangsUp.signal);
    await new Promise(setImmediate);
    hangsUp.abort();
    for (let step = 0; step < moment; step++) await Promise.resolve();
    const second = poll(new AbortController().signal);
    await first;
    await new Promise(setImmediate);
    await feed.publish({ server, fence: null }, { kind: "beat", turn: "t", text: "Good day." });
    expect((await second).events).toHaveLength(1);
  }
  expect(performance.now() - began).toBeLessThan(20_000);
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});
