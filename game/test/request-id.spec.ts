import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { ask, meet } from "./support/screen.ts";
import { openWiretap } from "./support/wiretap.ts";

afterEach(closeGames);

test("every request of a place server has a name of its own, and the relay's log has it beside the turn", async () => {
  const relay = keep(await openRelay({ env: { LOG_LEVEL: "info" } }));
  const tap = keep(await openWiretap(relay.url));
  const server = await openGameAt({ url: tap.url, key: relay.key });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  await ask(server, ann, "Is the road safe?");
  await ask(server, ann, "What lies beyond the gate?");
  const turns = await server.until(() => {
    const lines = relay.log().filter((line) => line["msg"] === "turn");
    return lines.length === 2 ? lines : undefined;
  });

  const ids = tap.overheard.map(({ id }) => id);
  expect(ids.every((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? ""))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect(tap.overheard.map(({ answered }) => answered)).toEqual(ids);
  expect(new Set(tap.overheard.map(({ path }) => path.replace(/[0-9a-f]{64}$/, "")))).toEqual(
    new Set(["/v1/npcs", "/v1/messages", "/v1/acts/", "/v1/events"]),
  );

  // The first post is refused, since the relay does not know the game's acts yet, and sent again.
  const posts = tap.overheard.filter(({ path }) => path === "/v1/messages").slice(1);
  expect(turns.map(({ request }) => request)).toEqual(posts.map(({ id }) => id));
  expect(server.errors()).toEqual([]);
});
