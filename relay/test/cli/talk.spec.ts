import type { TalkReply } from "../../../game/townsfolk/wire/contract.ts";
import { jsonLines, useCommandLine } from "../support/command-line.ts";

const { at, npc, relayWith } = useCommandLine();

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
});
