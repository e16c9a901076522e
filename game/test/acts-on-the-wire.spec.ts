import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { closeGames, joinBefore } from "./support/game.ts";
import type { TestRelay } from "./support/relay.ts";
import { ask, meet } from "./support/screen.ts";
import { openTown, warningsOf } from "./support/town.ts";
import { wave, waving } from "./support/wave.ts";
import { messagesOn, type Wiretap } from "./support/wiretap.ts";

afterEach(closeGames);

const RUN = "run = function() end";

test("the game names its acts by their hash, and says what they are where the relay does not know them", async () => {
  const { server, wire } = await openTown(wave(RUN), waving());
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "Wave, please.");
  await ask(server, ann, "Once more.");

  const [put, ...others] = putsOn(wire);
  expect(others).toEqual([]);
  expect(put?.path).toBe(
    `/v1/acts/${createHash("sha256")
      .update(put?.sent ?? "")
      .digest("hex")}`,
  );
  expect(JSON.parse(put?.sent ?? "")).toEqual({
    acts: [
      {
        name: "wave",
        description: "Wave for some minutes.",
        waits: true,
        args: [
          { name: "loudly", type: "flag" },
          { name: "minutes", type: "whole", min: 1, max: 10 },
          { name: "with", type: "choice", of: ["hand", "hat"] },
        ],
      },
    ],
  });
  const named = postsOn(wire).map(({ sent }) => (JSON.parse(sent) as { acts: string }).acts);
  expect(new Set(named.map((hash) => `/v1/acts/${hash}`))).toEqual(new Set([put?.path]));
  expect(warningsOf(server)).toEqual([]);
});

test("two place servers of one game name the same acts alike, and a game with none says so too", async () => {
  const declared = async (script: string) => {
    const { server, wire } = await openTown(script, waving());
    const ann = await joinBefore(server, "guard");
    await meet(server, ann, "guard");
    await ask(server, ann, "Wave, please.");
    return putsOn(wire).map(({ path, sent }) => [path, sent]);
  };
  expect(await declared(wave(RUN))).toEqual(await declared(wave(RUN)));
  expect((await declared("startTownsfolk()")).map(([, sent]) => sent)).toEqual(['{"acts":[]}']);
});

test("a relay that has forgotten the acts is told them again, and the player is answered as if nothing had been", async () => {
  const { server, relay, wire } = await openTown(wave(RUN), waving());
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "Wave, please.");
  await forgetAll(relay);
  expect(await ask(server, ann, "Once more.")).toBe("There.");
  expect(putsOn(wire)).toHaveLength(2);
  expect(messagesOn(wire).filter(({ kind }) => kind === "result")).toHaveLength(2);
  expect(server.errors()).toEqual([]);
});

test("what the relay refused for its acts is sent again in its order, with all that came after it", async () => {
  const { server, model, wire } = await openTown(
    `${wave(RUN)}
    town.tell("It rains.")`.replace("startTownsfolk", "local town = startTownsfolk"),
    waving(),
  );
  const players = [await joinBefore(server, "guard"), await joinBefore(server, "guard")];
  for (const player of players) await meet(server, player, "guard");
  await Promise.all(players.map((player) => ask(server, player, "Wave, please.")));
  expect(
    model.asked.map(({ messages }) => JSON.stringify(messages)).filter((told) => !told.includes("It rains.")),
  ).toEqual([]);
  const turns = messagesOn(wire).flatMap(({ kind, turn }) => (kind === "say" ? [turn] : []));
  expect(new Set(turns).size).toBe(players.length);
  expect(server.errors()).toEqual([]);
});

test("the acts count among the requests that the game gives us: none comes sooner than its budget allows", async () => {
  const script = wave(RUN).replace("acts = { wave }", "acts = { wave }, requestsPerMinute = 60");
  const { server, wire } = await openTown(script, waving());
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "Wave, please.");
  await ask(server, ann, "Once more.");
  const sent = wire.overheard.filter(({ path }) => /^\/v1\/(messages|acts)/.test(path)).map(({ at }) => at);
  const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
  expect(gaps.length).toBeGreaterThan(3);
  // Two seconds, less what a clock in another process may be off.
  expect(Math.min(...gaps)).toBeGreaterThan(1500);
});

test.each(["0", "39", "501", "0/0", "'many'"])(
  "a budget of %s requests a minute is refused in words",
  async (budget) => {
    const { server } = await openTown(`startTownsfolk({ requestsPerMinute = ${budget} })`);
    await server.until(() => server.errors().length > 0);
    expect(server.errors()).toEqual([expect.stringContaining("requestsPerMinute must be 40 to 500")]);
  },
);

const putsOn = ({ overheard }: Wiretap) => overheard.filter(({ method }) => method === "PUT");
const postsOn = ({ overheard }: Wiretap) => overheard.filter(({ path }) => path === "/v1/messages");

/** As if another relay, with nothing in its store, stood there now. */
async function forgetAll(relay: TestRelay): Promise<void> {
  await relay.crash();
  for (const name of await readdir(relay.dataDir))
    if (name !== "words.yaml") await rm(join(relay.dataDir, name), { recursive: true });
  await relay.restart();
}
