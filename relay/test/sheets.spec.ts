import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { NpcsReply } from "../../game/townsfolk/wire/contract.ts";
import { openCast } from "../cast/cast.ts";
import { readSheet, SheetError } from "../cast/read-sheet.ts";
import { closeRelay, openRelay } from "./support/relay.ts";
import { copySheets } from "./support/sheets.ts";

const sheet = (frontMatter: string, persona = "A miller.") => `---\n${frontMatter}\n---\n\n${persona}\n`;
const GOOD = "name: Ada\ngreeting: Good day.\nfallbacks: [One moment., Wait., Later.]";
const mistakeIn = (text: string, file = "npcs/ada.md"): string => {
  try {
    readSheet(file, text);
  } catch (error) {
    if (error instanceof SheetError) return error.message;
    throw error;
  }
  return "no mistake";
};

test("a sheet needs little more than a name, a greeting, fallback lines and a persona", () => {
  expect(readSheet("npcs/ada.md", sheet(GOOD))).toMatchObject({
    id: "ada",
    name: "Ada",
    persona: "A miller.",
    acts: {},
    context: 8000,
    sentences: 3,
    characters: 280,
  });
});

test.each([
  ["a field that is missing", sheet("name: Ada\nfallbacks: [One., Two., Three.]"), "npcs/ada.md:2: greeting: "],
  ["a field of the wrong type", sheet(GOOD.replace("name: Ada", "name: [1]")), "npcs/ada.md:2: name: "],
  ["a field that does not exist", sheet(`${GOOD}\nquickreplies: [Hello]`), "npcs/ada.md:5: quickreplies: "],
  ["a wrong entry of a list", sheet(`${GOOD}\nquickReplies:\n  - Hello\n  - 7`), "npcs/ada.md:7: quickReplies.1: "],
  ["a wrong field deep inside", sheet(`${GOOD}\nacts:\n  wave: maybe`), "npcs/ada.md:6: acts.wave: "],
  ["too few fallback lines", sheet("name: Ada\ngreeting: Good day.\nfallbacks: [One.]"), "npcs/ada.md:4: fallbacks: "],
  ["YAML that is broken", sheet("name: Ada\ngreeting: 'Good day.\nfallbacks: []"), "npcs/ada.md:"],
  ["no front matter", "Just prose.", "npcs/ada.md:1: "],
  ["no persona", sheet(GOOD, ""), "npcs/ada.md:"],
  ["an act named as a tool of Letta's", sheet(`${GOOD}\nacts:\n  memory: true`), "npcs/ada.md:6: acts.memory: "],
  ["an act named as the notebook", sheet(`${GOOD}\nacts:\n  remember: true`), "npcs/ada.md:6: acts.remember: "],
  [
    "an argument's range that is empty",
    sheet(`${GOOD}\nacts:\n  open_gate: { minutes: { min: 3, max: 1 } }`),
    "npcs/ada.md:6: acts.open_gate",
  ],
  [
    "a rehearsal that does more than the NPC may",
    sheet(
      `${GOOD}\nacts:\n  open_gate: { minutes: { max: 3 } }\nrehearsal:\n  answers:\n    - { on: [gate], say: Go., do: { act: open_gate, minutes: 9 } }`,
    ),
    "npcs/ada.md:9: rehearsal.answers.0.do: minutes is not what acts.open_gate allows",
  ],
  [
    "a rehearsal that gives what the NPC has not",
    sheet(`${GOOD}\nrehearsal:\n  answers:\n    - { on: [gold], say: Here., give: Gold }`),
    "npcs/ada.md:7: rehearsal.answers.0.give: acts has no give_item",
  ],
])("%s is named by file, line and field", (_what, text, expected) => {
  expect(mistakeIn(text)).toContain(expected);
});

const NAMED = "npcs/ada.md:5: callsPlayersByName: ";
const CALLS = `${GOOD}\ncallsPlayersByName: true`;

test.each([
  ["the greeting", sheet(GOOD.replace("Good day.", "Good day {player}.")), "npcs/ada.md:3: greeting: "],
  ["a fallback line", sheet(GOOD.replace("Wait.", '"Wait, {player}."')), "npcs/ada.md:4: fallbacks.1: "],
  [
    "a rehearsed line",
    sheet(`${GOOD}\nrehearsal:\n  otherwise: ["Oh {player}."]`),
    "npcs/ada.md:6: rehearsal.otherwise.0: ",
  ],
  ["the persona", sheet(GOOD, "A miller.\n\nShe likes {player}."), "npcs/ada.md:9: persona: "],
])("where an NPC calls nobody by name, {player} in %s is named by file, line and field", (_where, text, expected) => {
  expect(mistakeIn(text)).toContain(`${expected}{player} needs callsPlayersByName: true`);
});

test("where it calls players by name, {player} may stand in all that it says and in its persona", () => {
  const lines = `greeting: "Good day, {player}."\nfallbacks: ["One moment, {player}.", Wait., Later.]`;
  const rehearsal = `rehearsal: { recalls: "{player}: {said}", otherwise: ["{player}!"], answers: [{ on: [a], say: "{player}?" }] }`;
  const text = `name: Ada\n${lines}\ncallsPlayersByName: true\n${rehearsal}`;
  expect(mistakeIn(sheet(text, "She likes {player}."))).toBe("no mistake");
});

test.each([
  ["its own name", sheet(CALLS.replace("name: Ada", 'name: "{player}"')), "npcs/ada.md:2: name: "],
  ["a quick reply", sheet(`${CALLS}\nquickReplies: ["I am {player}"]`), "npcs/ada.md:6: quickReplies.0: "],
  ["a gift", sheet(`${CALLS}\nacts: { give_item: ["Hat of {player}"] }`), "npcs/ada.md:6: acts.give_item.0: "],
])("{player} has no place in %s", (_where, text, expected) => {
  expect(mistakeIn(text)).toContain(`${expected}{player} can stand in`);
});

test.each(["{Player}", "{{player}}", "{ player }", "{player_name}"])("%s is told to be {player}", (odd) => {
  const text = sheet(CALLS.replace("Good day.", `"Good day ${odd}."`));
  expect(mistakeIn(text)).toContain(`npcs/ada.md:3: greeting: must be {player}, not ${odd}`);
});

test("whether an NPC calls players by name is yes or no", () => {
  expect(mistakeIn(sheet(`${GOOD}\ncallsPlayersByName: maybe`))).toContain(NAMED);
});

test("every mistake is told, not only the first", () => {
  const told = mistakeIn(sheet("name: 1\ngreeting: 2\nfallbacks: [One., Two., Three.]"));
  expect(told.split("\n")).toHaveLength(2);
});

test("a relay with a wrong sheet does not start, and says where the mistake is", async () => {
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await writeFile(join(sheetsDir, "ada.md"), sheet("name: Ada"));
  await expect(openRelay({ sheetsDir })).rejects.toThrow(/ada\.md:2: greeting/);
  await rm(sheetsDir, { recursive: true });
});

test("a changed sheet is taken up without a restart, and a broken one leaves everything as it was", async () => {
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const relay = await openRelay({ sheetsDir });
  const greeting = async () =>
    ((await (await relay.get("/v1/npcs")).json()) as NpcsReply).npcs.find((npc) => npc.id === "guard")?.greeting;
  const file = join(sheetsDir, "guard.md");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/greeting: .*/, "greeting: Who goes there?"));
  await until(async () => (await greeting()) === "Who goes there?");
  await writeFile(file, "broken");
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await greeting()).toBe("Who goes there?");
  await closeRelay(relay);
  await rm(sheetsDir, { recursive: true });
});

test.each(["EMFILE", "ENOSPC"])(
  "where the machine watches no more folders (%s) the sheets are read all the same, and one warning says what that means",
  async (code) => {
    const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
    await copySheets(sheetsDir);
    const warnings: string[] = [];
    const log = pino({ level: "warn" }, { write: (line) => void warnings.push(line) });
    const full = () => {
      throw Object.assign(new Error(`${code}: no more`), { code });
    };
    const cast = openCast(sheetsDir, false, log, new AbortController().signal, full);
    expect(cast.all().map(({ id }) => id)).toContain("guard");
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`${code}.*restart`))]);
    await rm(sheetsDir, { recursive: true });
  },
);

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}
