import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { postgresForEach } from "../support/postgres-for-each.ts";
import { openProvider } from "../support/provider.ts";
import { openRelay } from "../support/relay.ts";

const town = postgresForEach();

/**
 * Stands between a relay and its database, and hangs up on everybody as soon as so many commits have been answered, from when it is
 * armed: what was committed is in the store, and the relay cannot know.
 */
async function openCutter(databaseUrl: string) {
  const database = new URL(databaseUrl);
  const open = new Set<Socket>();
  const cuts = { left: 0 };
  const hangUp = (): void => {
    cuts.left -= 1;
    for (const socket of open) socket.destroy();
  };
  const server = createServer((relay) => {
    const postgres = connect(Number(database.port), database.hostname);
    let commits = false;
    for (const socket of [relay, postgres]) {
      open.add(socket);
      socket.on("error", () => undefined).on("close", () => (open.delete(socket), relay.destroy(), postgres.destroy()));
    }
    relay.on("data", (bytes: Buffer) => {
      commits = bytes.includes("commit");
      postgres.write(bytes);
    });
    postgres.on("data", (bytes: Buffer) => {
      if (commits && cuts.left > 0 && bytes.includes("COMMIT")) hangUp();
      else relay.write(bytes);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  town.atEnd(() => server.close());
  return { url: url.href, arm: (times: number) => void (cuts.left = times), cuts };
}

test("a relay that is cut off from its store behind a commit tells each sentence once, and in order", async () => {
  const cutter = await openCutter(town.databaseUrl);
  const sentences = ["The north mill grinds corn.", "Its owner sings at dawn.", "Two geese guard the pond."];
  const model = await openProvider((_request, answer) => {
    cutter.arm(3);
    answer.say(sentences.join(" "));
    answer.end();
  });
  town.atEnd(() => model.close());
  const relay = await openRelay({
    databaseUrl: cutter.url,
    dataDir: await town.newFolder(),
    provider: { baseUrl: model.url, model: "test-model" },
  });
  town.atEnd(() => relay.close());
  const turn = randomUUID();
  await relay.send("s", { kind: "say", turn, npc: "guard", player: 1, text: "Tell me of the mills." });
  const told = await relay.eventsUntilEnd("s", turn);
  const beats = told.flatMap((event) => (event.kind === "beat" ? [event.text] : []));
  expect(beats).toEqual(sentences);
  expect(told.map(({ kind }) => kind).slice(-1)).toEqual(["done"]);
  expect(cutter.cuts.left).toBe(0);
});
