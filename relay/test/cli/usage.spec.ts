import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ErrorReply } from "../../../game/townsfolk/wire/contract.ts";
import { oneLine, useCommandLine } from "../support/command-line.ts";

const { at, file, npc, relayWith, serve, townsfolk } = useCommandLine();
const TOWNSFOLK = join(import.meta.dirname, "../../townsfolk.ts");

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
    [["memory", "guard", "--reset", "human"]],
    [["clean", "--idle", "soon"]],
    [["export", "--merge", "file"]],
  ])("asked in the wrong way (%j) says so in one line and exits with 2", async (args) => {
    const { code, out, err } = await npc(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(oneLine);
  });

  test.each([
    [["dance"], "npm run townsfolk -- --help"],
    [["show"], "npm run townsfolk -- show --help"],
    [["key", "create"], "npm run townsfolk -- key create --help"],
    [["key"], "npm run townsfolk -- key --help"],
    [["doctor", "--loud"], "npm run townsfolk -- doctor --help"],
    [["new"], "npm run townsfolk -- new --help"],
    [["compliance", "a", "b"], "npm run townsfolk -- compliance --help"],
  ])("townsfolk, asked in the wrong way (%j), says where its words are told", async (args, help) => {
    const { code, out, err } = await townsfolk(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^townsfolk: [^\n]+\n$/);
    expect(err).toContain(` ${help}\n`);
  });

  test("says its version", async () => {
    expect((await townsfolk(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test("no line of its help is broken before it is full", async () => {
    for (const name of ["doctor", "compliance", "export"]) {
      const [, description = ""] = (await townsfolk([name, "--help"])).out.split("\n\n");
      const lines = description.split("\n");
      lines.slice(0, -1).forEach((line, at) => {
        const [next = ""] = (lines[at + 1] ?? "").split(" ");
        expect(`${line} ${next}`.length).toBeGreaterThan(79);
      });
    }
  });

  test("a folder of sheets that is not there is told in words", async () => {
    const { code, err } = await townsfolk(["compliance", "nowhere"]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(/^townsfolk: nowhere is no folder: /) as string,
    });
  });

  test.each([
    ["doctor", [], [null, "SIGINT"]],
    ["list", ["--url"], [1, null]],
  ])("Ctrl-C ends %s, though nobody answers", async (command, option, ending) => {
    const asked = Promise.withResolvers<undefined>();
    const silent = await serve(() => asked.resolve(undefined));
    const args = [command, ...option, ...(option.length > 0 ? [silent.url] : [])];
    const child = spawn(process.execPath, [TOWNSFOLK, ...args], {
      cwd: file("."),
      env: { PATH: process.env["PATH"], OPENAI_BASE_URL: `${silent.url}/v1` },
    });
    await asked.promise;
    const ended = once(child, "exit");
    const stderr = text(child.stderr);
    child.kill("SIGINT");
    expect(await ended).toEqual(ending);
    expect(await stderr).toBe("");
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

test.each([
  ["::1", "http://[::1]:1"],
  ["::", "http://[::1]:1"],
  ["0.0.0.0", "http://127.0.0.1:1"],
])("the relay of HOST=%s is asked at %s", async (HOST, url) => {
  const { err } = await npc(["list"], { env: { HOST, PORT: "1", OPERATOR_KEYS: "operator-key-of-this-test" } });
  expect(err).toContain(` ${url}`);
});
