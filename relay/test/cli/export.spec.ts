import { existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { beginErasure } from "../../store/erasures.ts";
import { createKey } from "../../store/keys.ts";
import { oneLine, useCommandLine } from "../support/command-line.ts";

const { at, file, relayWith, rowsIn, serve } = useCommandLine();

test("the file is for its owner only, replaces an older one, and holds no word of a talk that is over", async () => {
  const relay = await relayWith();
  await writeFile(file("town.db"), "old", { mode: 0o644 });
  await relay.talk("innkeeper", 7, "My name is Aurelia");
  await relay.send("s", { kind: "leave", npc: "innkeeper", player: 7 });
  expect((await at(relay, "export", "town.db")).code).toBe(0);
  const rows = await rowsIn("town.db");
  expect(rows.filter((row) => row.includes('"turns"'))).toHaveLength(1);
  expect(rows.join()).not.toContain("Aurelia");
  expect((await stat(file("town.db"))).mode & 0o777).toBe(0o600);
  expect(await readdir(file("."))).toEqual(["town.db"]);
});

test.each([
  ["breaks off", (res: Parameters<RequestListener>[1]) => void setTimeout(() => res.destroy(), 50)],
  ["ends too early", (res: Parameters<RequestListener>[1]) => res.end()],
])("an export that %s leaves the older file as it was, and nothing beside it", async (_what, end) => {
  const relay = await relayWith();
  await relay.talk("innkeeper", 7, "My name is Aurelia");
  const whole = Buffer.from(await (await relay.get("/v1/admin/export")).arrayBuffer());
  const half = await serve((_req, res) => {
    res.write(whole.subarray(0, whole.length / 2));
    end(res);
  });
  await writeFile(file("town.db"), "old");
  const { code, err } = await at(half, "export", "town.db");
  expect(code).toBe(1);
  expect(err).toMatch(oneLine);
  expect(await readFile(file("town.db"), "utf8")).toBe("old");
  expect(await readdir(file("."))).toEqual(["town.db"]);
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
  const answer = await relay.get("/v1/admin/export");
  await relay.talk("guard", 7, "Said in between");
  await writeFile(file("town.db"), Buffer.from(await answer.arrayBuffer()));
  const rows = await rowsIn("town.db");
  expect(rows.join()).not.toContain("Said in between");
  expect(rows.filter((row) => row.includes('"kind":"turns"'))).toHaveLength(501);
});

test("nothing of an export or an import stays on the relay's disk, also not of one that was killed", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 7, "Hello");
  expect((await at(relay, "export", "town.db")).code).toBe(0);
  expect((await at(relay, "import", "town.db", "--merge")).code).toBe(0);
  const folder = join(relay.dataDir, "transfer");
  expect(await readdir(folder)).toEqual([]);
  await writeFile(join(folder, "left.db"), "what somebody said");
  await relay.close();
  const next = await relayWith({ dataDir: relay.dataDir });
  expect(existsSync(folder)).toBe(false);
  await next.close();
});

test("neither keys, nor Letta's ids, nor anything of a player who is being forgotten is in it", async () => {
  const relay = await relayWith();
  await relay.talk("guard", 7, "I like plums");
  await relay.talk("guard", -1, "I like pears");
  const { db } = relay.context;
  await db.insertInto("agents").values({ mind: "letta-api", npc: "guard", agent: "agent-1", sheetHash: "" }).execute();
  const made = await createKey(db, "some-universe");
  await beginErasure(db, "default", 7);
  const whole = Buffer.from(await (await relay.get("/v1/admin/export")).arrayBuffer());
  for (const word of ["plums", "agent-1", "erasures", "some-universe", "id" in made ? made.id : ""])
    expect(whole.includes(word)).toBe(false);
  expect(whole.includes("pears")).toBe(true);
});
