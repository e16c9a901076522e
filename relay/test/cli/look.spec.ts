import { writeFile } from "node:fs/promises";
import { jsonLines, useCommandLine } from "../support/command-line.ts";
import { SHIPPED_NPCS } from "../support/sheets.ts";

const { at, file, relayWith } = useCommandLine();

test("list and show tell of the cast, of what it has in the store, and of NPCs that have no sheet any more", async () => {
  const relay = await relayWith();
  await relay.talk("merchant", 7, "I like pears");
  await relay.context.db
    .insertInto("agents")
    .values({ mind: "letta-api", npc: "smith", agent: "agent-1", sheetHash: "" })
    .execute();
  const listed = jsonLines<Record<string, unknown>>((await at(relay, "list", "--json")).out);
  expect(listed.map(({ id }) => id)).toEqual([...SHIPPED_NPCS, "smith"]);
  expect(listed.filter(({ id }) => ["guard", "innkeeper", "merchant", "smith"].includes(String(id)))).toMatchObject([
    { id: "guard", turns: 0 },
    { id: "innkeeper", sheet: { memory: "visit", model: "rehearsal" } },
    { id: "merchant", sheet: { memory: "player" }, conversations: 1, memories: 1, turns: 1 },
    { id: "smith", turns: 0 },
  ]);
  expect((await at(relay, "list")).out).toMatch(/^merchant +Tobin +player +rehearsal +1 +1 +1 +0\.0000$/m);
  expect((await at(relay, "show", "merchant")).out).toContain("Tobin is a travelling merchant");
  expect(await at(relay, "show", "smith")).toMatchObject({
    code: 1,
    err: `npc: There is no NPC "smith"; there are ${SHIPPED_NPCS.join(", ")}.\n`,
  });
});

test("memory shows and writes persona, world and human, all of it or nothing", async () => {
  const relay = await relayWith();
  await writeFile(file("persona.txt"), "A guard who fears geese.\nAnd swans.\n");
  const set = await at(relay, "memory", "guard", "--set", "persona=@persona.txt", "--set", "world=It snows.");
  expect(set.code).toBe(0);
  const read = await at(relay, "memory", "guard", "--json");
  const blocks = { persona: { value: "A guard who fears geese.\nAnd swans." }, world: { value: "It snows." } };
  expect(JSON.parse(read.out)).toMatchObject(blocks);
  const over = ["--set", "persona=Fine.", "--set", `world=${"x".repeat(4_001)}`];
  const refused = await at(relay, "memory", "guard", ...over);
  expect(refused).toMatchObject({ code: 1, out: "", err: "npc: world: has 4001 characters; its limit is 4000\n" });
  expect(await at(relay, "memory", "guard", "--json")).toEqual(read);
  const back = await at(relay, "memory", "guard", "--reset", "persona", "--set", "world=It rains.");
  expect(back.out).toMatch(/^persona [^]*has guarded the north gate[^]*It rains\./);
  expect((await at(relay, "memory", "guard", "--reset", "world")).out).toMatch(/called Lanternfold/);
  expect((await at(relay, "memory", "guard", "7", "--set", "human=Likes pears")).out).toMatch(
    /^human \(11 of 2000 characters\)\n {2}Likes pears\n/,
  );
  expect((await at(relay, "memory", "guard", "7", "--set", "human=@nothing.txt")).err).toMatch(/no such file/);
});

test("history shows the newest turns, or every one over all pages", async () => {
  const relay = await relayWith({ turnLimits: { key: 999, server: 999, npc: 999, player: 999 } });
  for (let n = 1; n <= 103; n++) await relay.talk("guard", 7, `line ${n}`);
  const told = async (...args: string[]) =>
    jsonLines<{ text: string }>((await at(relay, "history", "guard", "7", "--json", ...args)).out).map(
      (turn) => turn.text,
    );
  expect(await told("--limit", "2")).toEqual(["line 103", "line 102"]);
  expect(await told()).toHaveLength(20);
  expect(await told("--all")).toEqual(Array.from({ length: 103 }, (_, n) => `line ${103 - n}`));
  expect((await at(relay, "history", "guard", "7", "--limit", "1")).out).toContain("  player: line 103\n  guard: ");
  expect((await at(relay, "history", "guard", "8")).out).toBe("They have not spoken, or it is forgotten.\n");
});

test("nothing that is stored steers the terminal", async () => {
  const relay = await relayWith();
  const headers = { authorization: "Bearer dev", "content-type": "application/json" };
  const body = JSON.stringify({ human: "Likes \u001b[2Jpears\u202e" });
  await fetch(`${relay.url}/v1/npcs/guard/players/7/memory`, { method: "PATCH", headers, body });
  const { out } = await at(relay, "memory", "guard", "7");
  expect(out).toContain("pears");
  for (const control of ["\u001b", "\u202e"]) expect(out).not.toContain(control);
});
