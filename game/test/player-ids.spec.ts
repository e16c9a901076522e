import type { PlayerOptions } from "../emulator/host/player.ts";
import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openRelay, type TestRelay } from "./support/relay.ts";
import { ask, lineOf, meet } from "./support/screen.ts";
import { messagesOn, openWiretap } from "./support/wiretap.ts";

afterEach(closeGames);

/** `id`: what Roblox's right-to-erasure notification calls the player. */
const KINDS: (Pick<PlayerOptions, "userId" | "fullId" | "hasUser"> & { id: string })[] = [
  { id: "156", userId: 156 },
  { id: "156", userId: 156, hasUser: false },
  { id: "-1", userId: -1 },
  { id: "9007199254740993", userId: 2 ** 53, fullId: "9007199254740993" },
  { id: "9007199254740993", userId: 2 ** 53, fullId: "9007199254740993", hasUser: false },
  { id: "9223372036854775807", userId: 2 ** 63, fullId: "9223372036854775807" },
];

let relay: TestRelay;
beforeAll(async () => {
  relay = await openRelay();
});
afterAll(() => relay.close());

test.each(KINDS)(
  "player $id ($userId in Luau, Player.User: $hasUser) talks, and is erased by that id",
  async (kind) => {
    const { id, ...options } = kind;
    const line = keep(await openWiretap(relay.url));
    const server = await openGameAt({ ...relay, url: line.url });
    const ann = await joinBefore(server, "guard", options);
    await meet(server, ann, "guard");
    await ann.click("Is the road safe?");
    // Whom Roblox cannot be told is shown nothing that it has not filtered.
    const said = kind.hasUser === false && kind.fullId !== undefined ? "(A gust of wind" : "Safe until dusk.";
    await server.until(async () => (await lineOf(ann))?.startsWith(said));
    await ann.click("Leave");
    await server.until(() => messagesOn(line).some(({ kind: what }) => what === "leave"));
    const [first, last] = messagesOn(line).flatMap(({ player }) => player ?? []);
    expect([first, last]).toEqual([expect.any(String), first]);

    const headers = { authorization: `Bearer ${relay.key}` };
    const erase = async () => (await fetch(`${relay.url}/v1/players/${id}`, { method: "DELETE", headers })).json();
    expect(await erase()).toMatchObject({ receipt: expect.any(String) as string });
    expect(await erase()).toEqual({ receipt: null });
  },
);

test("neighbours that a Luau number makes one of are two players to the relay", async () => {
  const line = keep(await openWiretap(relay.url));
  const sent = async (fullId: string) => {
    const server = await openGameAt({ ...relay, url: line.url });
    const ann = await joinBefore(server, "guard", { userId: 2 ** 60, fullId });
    await meet(server, ann, "guard");
    await ask(server, ann, "Is the road safe?");
    return messagesOn(line).at(-1)?.player;
  };
  const [one, other] = [await sent(String(2n ** 60n + 1n)), await sent(String(2n ** 60n + 2n))];
  expect(one).not.toBe(other);
  expect(await sent(String(2n ** 60n + 1n))).toBe(one);
});
