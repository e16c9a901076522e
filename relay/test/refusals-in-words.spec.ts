import type { ErrorReply } from "../../game/townsfolk/wire/contract.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay()));
afterAll(() => closeRelay(relay));

const GOOD = { npc: "guard", player: 1, text: "Hello" };
const NO_PLAYER =
  "player: must be a player's id: a Roblox UserId in decimal digits, or a whole number up to 2^53 - 1 that is not 0";
const messageOf = async (response: Response): Promise<string> =>
  ((await response.json()) as Partial<ErrorReply>).error?.message ?? "";

test.each([
  ["nothing", {}, "npc: is missing; player: is missing; text: is missing"],
  ["a text that is no text", { ...GOOD, text: 5 }, "text: must be text, not a number"],
  ["a player by a name", { ...GOOD, player: "Robin" }, NO_PLAYER],
  ["half a player", { ...GOOD, player: 1.5 }, NO_PLAYER],
  ["nobody", { ...GOOD, player: null }, NO_PLAYER],
  ["a list of texts", { ...GOOD, text: ["Hello"] }, "text: must be text, not a list"],
  ["an empty id", { ...GOOD, npc: "" }, "npc: must have at least 1 character"],
  ["a long id", { ...GOOD, npc: "x".repeat(33) }, "npc: must have at most 32 characters"],
  ["a field too many", { ...GOOD, mood: "sly" }, 'body: has "mood", which does not belong here'],
  [
    "a turn that is no UUID",
    { ...GOOD, turn: "1" },
    "turn: must be a UUID, as HttpService:GenerateGUID(false) makes them",
  ],
  ["a list", [], "body: must be an object, not a list"],
  ["a text only", '"Hello"', "body: must be an object, not text"],
])("/v1/talk with %s is refused in words that a game developer knows", async (_what, body, message) => {
  expect(await messageOf(await relay.post("/v1/talk", body))).toBe(message);
});

test.each([
  [{ server: "s", messages: [] }, "messages: must have at least 1 entry"],
  [{ server: "s", messages: "say" }, "messages: must be a list, not text"],
  [{ server: 7, messages: [{}] }, "server: must be text, not a number"],
])("/v1/messages with %j too", async (body, message) => {
  expect(await messageOf(await relay.post("/v1/messages", body))).toBe(message);
});

test("so is a message of a kind that there is not, or of none", async () => {
  const refusals = await relay.post("/v1/messages", { server: "s", messages: [{ kind: "shout" }, {}, 5] });
  const { receipts } = (await refusals.json()) as { receipts: { error: { message: string } }[] };
  expect(receipts.map(({ error }) => error.message)).toEqual([
    "kind: must be one of say, result, hush, leave, tell",
    "kind: is missing",
    "body: must be an object, not a number",
  ]);
});

test.each([
  ["/v1/events", "server: is missing"],
  ["/v1/events?server=a&after=-1", "after: must be at least 0"],
  ["/v1/events?server=a&wait=21", "wait: must be at most 20"],
  ["/v1/events?server=a&wait=soon", "wait: must be a number"],
  ["/v1/npcs/guard/players/x/turns", NO_PLAYER],
  ["/v1/npcs/guard/players/1/turns?limit=0", "limit: must be at least 1"],
])("GET %s too", async (path, message) => {
  expect(await messageOf(await relay.get(path))).toBe(message);
});
