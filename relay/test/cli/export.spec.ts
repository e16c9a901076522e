import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { oneLine, useCommandLine } from "../support/command-line.ts";

const { at, file, relayWith, rowsIn, serve } = useCommandLine();

test("the file is for its owner only, replaces an older one, and holds no word of a talk that is over", async () => {
  const relay = await relayWith();
  await writeFile(file("town.gz"), "old", { mode: 0o644 });
  await relay.talk("innkeeper", 7, "My name is Aurelia");
  await relay.send("s", { kind: "leave", npc: "innkeeper", player: 7 });
  expect((await at(relay, "export", "town.gz")).code).toBe(0);
  const rows = await rowsIn("town.gz");
  expect(rows.filter((row) => row.includes('"turns"'))).toHaveLength(1);
  expect(rows.join()).not.toContain("Aurelia");
  expect((await stat(file("town.gz"))).mode & 0o777).toBe(0o600);
  expect(await readdir(file("."))).toEqual(["town.gz"]);
});

test.each([
  ["breaks off", (res: Parameters<RequestListener>[1]) => void setTimeout(() => res.destroy(), 50)],
  ["ends too early", (res: Parameters<RequestListener>[1]) => res.end()],
])("an export that %s leaves the older file as it was, and nothing beside it", async (_what, end) => {
  const relay = await relayWith();
  await relay.talk("innkeeper", 7, "My name is Aurelia");
  const whole = await (await relay.get("/v1/admin/town")).text();
  const half = await serve((_req, res) => {
    res.write(whole.slice(0, whole.length / 2));
    end(res);
  });
  await writeFile(file("town.gz"), "old");
  const { code, err } = await at(half, "export", "town.gz");
  expect(code).toBe(1);
  expect(err).toMatch(oneLine);
  expect(await readFile(file("town.gz"), "utf8")).toBe("old");
  expect(await readdir(file("."))).toEqual(["town.gz"]);
});

test("an export is of one moment, and the relay goes on while nobody reads it", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 7, "Before");
  const { db } = relay.context;
  const row = await db.selectFrom("turns").selectAll().executeTakeFirstOrThrow();
  for (let n = 0; n < 500; n++)
    await db
      .insertInto("turns")
      .values({ ...row, id: `big-${n}`, reply: "x".repeat(50_000) })
      .execute();
  const answer = await relay.get("/v1/admin/town");
  await relay.talk("guard", 7, "Said in between");
  const lines = (await answer.text()).trimEnd().split("\n");
  expect(lines.join()).not.toContain("Said in between");
  const [head, tail] = [lines[0], lines.at(-1)].map((line) => JSON.parse(line ?? "") as { counts: object });
  expect(head?.counts).toMatchObject({ turns: 501 });
  expect(tail?.counts).toEqual(head?.counts);
});
