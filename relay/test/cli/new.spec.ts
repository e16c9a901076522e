import { readdir, readFile, writeFile } from "node:fs/promises";
import { readSheet } from "../../cast/read-sheet.ts";
import { frontMatter } from "../../cast/sheet.ts";
import { newSheet } from "../../operator/init/new-sheet.ts";
import { says, useCommandLine } from "../support/command-line.ts";

/** The sheet as it is when every commented line of it is taken in. */
const withEverything = (text: string): string => text.replace(/^#(?! )/gm, "").replace(/^#(?= {2}(?! ))/gm, "");

test("a new sheet explains every field there is, and holds with all of them or with none", () => {
  const text = newSheet("old_miller");
  const plain = readSheet("npcs/old_miller.md", text);
  expect(plain).toMatchObject({ id: "old_miller", name: "Old Miller", memory: "visit" });
  const whole = withEverything(text);
  expect(readSheet("npcs/old_miller.md", whole)).toMatchObject({
    acts: { open_gate: {} },
    afterActs: ["There you are."],
  });
  for (const field of Object.keys(frontMatter.shape)) expect(whole).toMatch(new RegExp(`^${field}:`, "m"));
});

test("what a new sheet says of what holds without a line is what holds without it", () => {
  const { model, budget, lettaName, afterActs, acts, ...stated } = readSheet("a.md", withEverything(newSheet("a")));
  expect([model, budget, lettaName, afterActs, acts]).not.toContain(undefined);
  expect(readSheet("a.md", newSheet("a"))).toMatchObject({ ...stated, acts: { wave: true }, afterActs: [] });
});

test.each(["7", "null", "true", "0x1f", "1e3", "a-b_c", "no", "z".repeat(32)])("%j may be an id", (id) => {
  expect(readSheet(`npcs/${id}.md`, newSheet(id))).toMatchObject({ id });
});

describe("townsfolk new", () => {
  const { townsfolk, file } = useCommandLine();

  test("writes the sheet, and names the tag and the attribute to set in Studio", async () => {
    const { code, out } = await townsfolk(["new", "old_miller"]);
    expect(code).toBe(0);
    expect(out).toMatch(/Tags +TownsfolkNpc\n +Attributes +TownsfolkId, a string: old_miller\n/);
    expect(await readFile(file("npcs/old_miller.md"), "utf8")).toBe(newSheet("old_miller"));
  });

  test("a sheet that is there stays as it is", async () => {
    await townsfolk(["new", "ada"]);
    await writeFile(file("npcs/ada.md"), "mine");
    expect(await townsfolk(["new", "ada"])).toMatchObject({ code: 1, err: says(/ada\.md is there already/) });
    expect(await readFile(file("npcs/ada.md"), "utf8")).toBe("mine");
  });

  test.each(["Ada", "../ada", "npcs/ada", "a b", "world", ".", "z".repeat(33)])(
    "%j is no id, and writes nothing",
    async (id) => {
      expect((await townsfolk(["new", id])).code).toBe(2);
      expect(await readdir(file("."))).toEqual([]);
    },
  );
});
