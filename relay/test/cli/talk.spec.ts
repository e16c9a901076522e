import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { NpcsReply, TalkReply } from "../../../game/townsfolk/wire/contract.ts";
import { jsonLines, useCommandLine } from "../support/command-line.ts";

const { at, npc, relayWith, serve } = useCommandLine();

describe("talk", () => {
  test("takes each line of a pipe as a turn, in order, and shows acts", async () => {
    const relay = await relayWith();
    const input = "My name is Aurelia\n\n  \nWhat is my name?\nSome cider, I am thirsty";
    const { code, out } = await npc(["talk", "innkeeper", "--player", "7", "--url", relay.url], { input });
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain("My name is Aurelia");
    expect(lines[3]).toBe("(give_item: Mug of cider)");
    expect((await at(relay, "history", "innkeeper", "7", "--json")).out.trimEnd().split("\n")).toHaveLength(3);
  });

  test("prints one JSON a turn, and ends with 1 at a line that is refused", async () => {
    const relay = await relayWith();
    const input = `Hello\n${"x".repeat(301)}\nNever said\n`;
    const { code, out, err } = await npc(["talk", "guard", "--json", "--url", relay.url], { input });
    expect(code).toBe(1);
    expect(jsonLines<TalkReply>(out)).toMatchObject([{ mind: "direct" }]);
    expect(err).toMatch(/^npc: text: must not be over 300 characters\n$/);
  });

  test.each([
    ["Ctrl-C", "\x03", 1],
    ["Ctrl-D", "\x04", 0],
  ])("that is typed ends in order with %s, also while an answer is awaited", async (_key, pressed, code) => {
    const { url, asked, answer, isBrokenOff } = await slowRelay();
    const { child, ended } = typeAt(url);
    child.stdin.write("Hello\r");
    await asked;
    child.stdin.end(pressed);
    if (pressed === "\x03") await isBrokenOff;
    else setTimeout(answer, 300);
    expect(await ended).toMatchObject({ code, err: "" });
  });

  test("that is typed ends with Ctrl-C where nothing is awaited", async () => {
    const { url, asked, answer } = await slowRelay();
    const { child, ended } = typeAt(url);
    child.stdin.write("Hello\r");
    await asked;
    answer();
    child.stdout.on("data", (shown: Buffer) => shown.includes("Mind the step.") && child.stdin.end("\x03"));
    expect(await ended).toMatchObject({ code: 0, err: "" });
  });
});

/** One that answers what is said when it is told to. */
async function slowRelay() {
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<undefined>();
  const { promise: isBrokenOff, resolve: onBrokenOff } = Promise.withResolvers<undefined>();
  let answer = (): void => undefined;
  const npcs: NpcsReply = { npcs: [{ id: "guard", name: "Hale", greeting: "Halt.", quickReplies: [] }] } as never;
  const { url } = await serve((req, res) => {
    if (req.method === "GET") return void res.end(JSON.stringify(npcs));
    res.once("close", () => onBrokenOff(undefined));
    answer = () => void res.end(JSON.stringify({ reply: "Mind the step.", acts: [] }));
    onAsked(undefined);
  });
  return { url, asked, isBrokenOff, answer: () => answer() };
}

/** The real command, whose pipes pass for a terminal. */
function typeAt(url: string) {
  const terminal = "data:text/javascript,process.stdin.isTTY=process.stdout.isTTY=true";
  const script = join(import.meta.dirname, "../../operator/cli/npc.ts");
  const args = ["--import", terminal, script, "talk", "guard", "--url", url, "--key", "a-key-of-some-length"];
  const child = spawn(process.execPath, args, { env: { PATH: process.env["PATH"] } });
  const ended = Promise.all([text(child.stderr), once(child, "exit") as Promise<[number | null]>]).then(
    ([err, [code]]) => ({ err, code }),
  );
  child.stdout.resume();
  return { child, ended };
}
