import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChatRequest, textOf } from "../models/chat.ts";
import { openProvider, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { copySheets } from "./support/sheets.ts";

let relay: TestRelay | undefined;
let provider: TestProvider | undefined;
afterEach(async () => {
  await closeRelay(relay);
  provider?.close();
  relay = provider = undefined;
});

/** A relay whose model says these pieces to everybody; answers with what was asked of it. */
async function relayWithModel(...pieces: string[]): Promise<{ relay: TestRelay; requests: { body: ChatRequest }[] }> {
  provider = await openProvider((_request, answer) => {
    answer.say(...pieces);
    answer.end();
  });
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-test", model: "test-model" } });
  return { relay, requests: provider.requests };
}

const promptIn = ({ body }: { body: ChatRequest }): string =>
  body.messages
    .filter(({ role }) => role === "system")
    .map(textOf)
    .join("\n");

test("only a model whose NPC calls players by name is told how it is written, and no model the name", async () => {
  const { relay, requests } = await relayWithModel("Yes.");
  await relay.talk("innkeeper", 1, "Hello");
  await relay.talk("guard", 1, "Hello");
  expect(requests.map((request) => promptIn(request).includes("{player}"))).toEqual([true, false]);
});

test("whoever shows the words of /v1/talk gets the placeholder, in a whole sentence of its own", async () => {
  const { relay } = await relayWithModel("Sit. ", "{pla", "yer}, the fire is", " warm. Is it not, {player}?");
  expect((await relay.talk("innkeeper", 1, "Hello")).reply).toBe(
    "Sit. {player}, the fire is warm. Is it not, {player}?",
  );
  const turn = randomUUID();
  await relay.send("s", { kind: "say", turn, npc: "innkeeper", player: 2, text: "Hello" });
  const told = await relay.eventsUntilEnd("s", turn);
  expect(told.flatMap((event) => (event.kind === "beat" ? [event.text] : []))).toEqual([
    "Sit.",
    "{player}, the fire is warm.",
    "Is it not, {player}?",
  ]);
});

test.each(["{Player}", "{{player}}", "{ PLAYER }", "{player_name}", "{player's name}"])(
  "a model that writes %s means {player}",
  async (odd) => {
    const { relay } = await relayWithModel(`Sit down, ${odd}.`);
    expect((await relay.talk("innkeeper", 1, "Hello")).reply).toBe("Sit down, {player}.");
    expect((await relay.talk("guard", 1, "Hello")).reply).toBe("Sit down.");
  },
);

test("a placeholder that a player types is left out by an NPC that knows no names, also when it is recalled", async () => {
  relay = await openRelay();
  await relay.talk("guard", 1, "My favourite colour is {player}");
  const { reply } = await relay.talk("guard", 1, "What is my favourite colour?");
  expect(reply).toContain('"My favourite colour is"');
});

test("what a player said is recalled as it was said, whatever signs are in it", async () => {
  relay = await openRelay();
  await relay.talk("guard", 1, "My favourite sign is $& or $1 or $$");
  expect((await relay.talk("guard", 1, "What is my favourite sign?")).reply).toContain(
    '"My favourite sign is $& or $1 or $$"',
  );
});

test("the rehearsal calls players by name where the sheet does, the same each time", async () => {
  relay = await openRelay();
  for (const player of [1, 2])
    expect((await relay.talk("innkeeper", player, "Goodbye!")).reply).toBe(
      "Safe roads, {player}. The lamp stays lit for you.",
    );
});

test("the game is given lines with a place for the name, and a fallback keeps it", async () => {
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const file = join(sheetsDir, "innkeeper.md");
  const lines = (await readFile(file, "utf8")).replace(
    /greeting: .*\nfallbacks:\n(?: {2}- .*\n)+/,
    "greeting: Come in, {player}.\nfallbacks: ['One, {player}.', 'Two, {player}.', 'Three, {player}.']\n",
  );
  await writeFile(file, lines);
  provider = await openProvider((_request, answer) => void answer.raw.writeHead(400).end());
  relay = await openRelay({ sheetsDir, provider: { baseUrl: provider.url, apiKey: "sk-test", model: "test-model" } });
  const told = await (await relay.get("/v1/npcs")).text();
  expect(told).toContain('"greeting":"Come in, {player}."');
  expect(await relay.talk("innkeeper", 1, "Hello")).toMatchObject({
    reply: expect.stringMatching(/^(One|Two|Three), \{player\}\.$/) as string,
    fallback: true,
  });
  await rm(sheetsDir, { recursive: true });
});
