import { writeFile } from "node:fs/promises";
import type { ErrorReply } from "../../../game/townsfolk/wire/contract.ts";
import { oneLine, useCommandLine } from "../support/command-line.ts";

const { at, file, npc, relayWith, serve } = useCommandLine();

const COMMANDS = ["list", "show", "talk", "memory", "history", "export", "import", "clean", "key", "erase"];

describe("the command", () => {
  test("helps with everything and with each of its words", async () => {
    const all = await npc(["--help"]);
    expect(all).toMatchObject({ code: 0, err: "" });
    for (const name of COMMANDS) expect(all.out).toContain(`  ${name}`);
    for (const name of COMMANDS) {
      const { code, out } = await npc([name, "--help"]);
      expect({ code, usage: out.includes(`Usage: npm run npc -- ${name}`) }).toEqual({ code: 0, usage: true });
    }
  });

  test.each([
    [[]],
    [["dance"]],
    [["list", "--loud"]],
    [["list", "more"]],
    [["show"]],
    [["list", "--url", "localhost"]],
    [["talk", "guard", "--player", "me"]],
    [["history", "guard", "0"]],
    [["history", "guard", "1", "--all", "--limit", "3"]],
    [["memory", "guard", "--set", "persona"]],
    [["clean", "--idle", "soon"]],
    [["export", "--merge", "file"]],
  ])("asked in the wrong way (%j) says so in one line and exits with 2", async (args) => {
    const { code, out, err } = await npc(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(oneLine);
  });

  test("without a relay, or at something that is none, says so in one line and exits with 1", async () => {
    const nobody = await serve(() => undefined);
    nobody.close();
    const refused = await at(nobody, "list");
    expect(refused.code).toBe(1);
    expect(refused.err).toBe(
      `npc: No relay answers at ${nobody.url}. Start one with npm start, or name another with --url.\n`,
    );
    const page = await serve((_req, res) => res.end("<html>"));
    const other = await at(page, "list");
    expect(other.code).toBe(1);
    expect(other.err).toBe(`npc: What answers at ${page.url} is no Townsfolk relay.\n`);
  });

  test("takes address and key from .env, and shows an operator's key only", async () => {
    const relay = await relayWith({ keys: ["universe-key-of-this-test"], operatorKeys: ["operator-key-of-this-test"] });
    const env = `PORT=${new URL(relay.url).port}\nOPERATOR_KEYS=operator-key-of-this-test, another-operators-key\n`;
    await writeFile(file(".env"), env);
    expect((await npc(["list"])).code).toBe(0);
    const { code, err } = await npc(["list", "--key", "universe-key-of-this-test"]);
    expect(code).toBe(1);
    expect(err).toMatch(/^npc: http\S+ does not let us in: This endpoint takes an operator's key\.\n$/);
  });

  test.each([
    ["GET", "/npcs"],
    ["GET", "/npcs/guard"],
    ["GET", "/export"],
    ["POST", "/import"],
    ["GET", "/clean?idle=99999"],
    ["POST", "/clean"],
  ])("a universe's key opens none of its endpoints: %s %s", async (method, path) => {
    const relay = await relayWith({ keys: ["universe-key-of-this-test"] });
    const headers = { authorization: "Bearer universe-key-of-this-test" };
    const answer = await fetch(`${relay.url}/v1/admin${path}`, { method, headers });
    expect(((await answer.json()) as ErrorReply).error.code).toBe("unauthorized");
  });
});
