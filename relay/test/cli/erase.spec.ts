import { universesOf } from "../../store/erasures.ts";
import { pseudonymOf } from "../../store/players.ts";
import { useCommandLine } from "../support/command-line.ts";

const { at, npc, relayWith } = useCommandLine();

test("a player is erased with a receipt", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 77, "I like plums");
  expect((await at(relay, "erase", "77")).out).toMatch(/^Forgotten in default\. Receipt [0-9a-f-]{36}, done at /);
  expect((await at(relay, "erase", "77")).out).toContain("nothing to forget");
  expect((await at(relay, "erase", "somebody")).code).toBe(2);
});

test("a player is erased in every universe that knows them, unless one is named", async () => {
  const relay = await relayWith();
  const { db, turns } = relay.context;
  const known = async () => (await universesOf(db, 77)).toSorted();
  const meet = (...universes: string[]) =>
    Promise.all(universes.map((universe) => db.transaction().execute((tx) => pseudonymOf(tx, universe, 77))));
  await meet("default", "islands", "kingdoms");
  expect((await at(relay, "erase", "77", "--universe", "islands")).out).toMatch(/^Forgotten\. Receipt [^\n]+\n$/);
  expect(await known()).toEqual(["default", "kingdoms"]);
  // Begun and not finished: nobody knows the player there any more.
  await meet("islands");
  await turns.erase("islands", 77);
  const { out } = await at(relay, "erase", "77");
  expect(out.match(/(?<=^Forgotten in )\w+(?=\. Receipt)/gm)?.toSorted()).toEqual(["default", "islands", "kingdoms"]);
  expect(await known()).toEqual([]);
  await meet("kingdoms");
  const { erased } = JSON.parse((await at(relay, "erase", "77", "--json")).out) as { erased: { universe: string }[] };
  expect(erased).toEqual([
    { universe: "kingdoms", receipt: expect.any(String) as string, requestedAt: date, doneAt: date },
  ]);
});

const date = expect.stringMatching(/^\d{4}-.*Z$/) as string;

test("a test player of Studio, whose id is negative, is listed and erased like every other", async () => {
  const relay = await relayWith();
  await relay.talk("guard", -1, "I like plums");
  expect((await at(relay, "history", "guard", "-1")).out).toContain("player: I like plums");
  expect((await at(relay, "memory", "guard", "-1")).code).toBe(0);
  expect((await npc(["talk", "guard", "--player=-1", "--url", relay.url], { input: "Hello" })).code).toBe(0);
  expect((await npc(["erase", "--url", relay.url, "--", "-1"])).out).toMatch(/^Forgotten in default\. Receipt /);
  expect((await at(relay, "erase", "-1")).out).toContain("nothing to forget");
});

test.each(["9007199254740993", "dXNlcjoxMjM0NTY3"])("%s, which no number holds, is listed and erased", async (id) => {
  const relay = await relayWith();
  await relay.talk("guard", id, "I like plums");
  expect((await at(relay, "history", "guard", id)).out).toContain("player: I like plums");
  expect((await at(relay, "memory", "guard", id)).code).toBe(0);
  expect((await at(relay, "erase", id)).out).toMatch(/^Forgotten in default\. Receipt /);
  expect((await at(relay, "history", "guard", id)).out).toContain("it is forgotten");
});
