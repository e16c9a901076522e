import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type ChatRequest, textOf } from "../../models/chat.ts";
import { atV1Server } from "../support/v1-harness.ts";

const at = atV1Server();

test("a talk longer than the context goes on, and Letta keeps notes of what was said first", async () => {
  const sheet = await readFile(join(at.harness.sheetsDir, "guard.md"), "utf8");
  await writeFile(
    join(at.harness.sheetsDir, "teller.md"),
    sheet.replace(/^---\n/, "---\ncontext: 4000\ncharacters: 600\n"),
  );
  while (at.harness.relay.context.cast.find("teller") === undefined) await sleep(50);
  let told = 0;
  at.harness.model = (request, answer) => {
    const isSummary = textOf(request.messages[0] ?? { role: "" }).includes("keep the notes");
    answer.say(isSummary ? "NOTES: the boat is the Heron." : tale((told += 1)));
    answer.raw.write(`data: ${JSON.stringify({ choices: [], usage: usageOf(request) })}\n\n`);
    answer.end();
  };
  for (let n = 0; n < 14; n++) {
    const reply = await at.harness.relay.talk(
      "teller",
      at.player,
      `${n === 0 ? "My boat is the Heron. " : ""}${"and so on ".repeat(25)}`,
    );
    expect(reply.mind).toBe("letta-api");
  }
  const asked = at.harness.provider.requests.map((request) => request.body.messages.map(textOf).join("\n"));
  expect(asked.at(-1)?.split("NOTES: the boat is the Heron.")).toHaveLength(2);
  expect(asked.at(-1)?.split("so it goes").length).toBeLessThan(14 * 10);
});

test("of a talk that is over no word is left in the server's database", async () => {
  const count = async (): Promise<number> => (await databaseOf()).split("quillwort").length - 1;
  await at.harness.relay.talk("merchant", at.player, "The code word is quillwort");
  await at.harness.relay.talk("merchant", at.player + 700, "The other code word is quillwort");
  expect(await count()).toBeGreaterThan(0);
  await at.harness.relay.send("s", { kind: "leave", npc: "merchant", player: at.player });
  await at.harness.relay.send("s", { kind: "leave", npc: "merchant", player: at.player + 700 });
  for (let tries = 0; tries < 50 && (await count()) > 0; tries++) await sleep(100);
  expect(await count()).toBe(0);
  expect((await at.harness.relay.talk("merchant", at.player, "hello")).mind).toBe("letta-api");
});

/** Some 500 characters that are no loop and not the last answer over again: either is taken back and asked once more. */
const tale = (n: number) =>
  `Aye. ${Array.from({ length: 12 }, (_, i) => `${n} boats, ${n * 31 + i * 7} oars and a storm, so it goes`).join(", ")}.`;

const usageOf = (request: ChatRequest) => {
  const tokens = Math.ceil(JSON.stringify(request.messages).length / 3);
  return { prompt_tokens: tokens, completion_tokens: 100, total_tokens: tokens + 100 };
};

async function databaseOf(): Promise<string> {
  const [dump = "", database = ""] = [process.env["LETTA_V1_DUMP"], process.env["LETTA_V1_DATABASE"]];
  return (await promisify(execFile)(dump, [database], { maxBuffer: 1e9 })).stdout;
}
