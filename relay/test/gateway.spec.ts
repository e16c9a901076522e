import { setTimeout as sleep } from "node:timers/promises";
import { onlyOurs } from "../models/gateway/only-ours.ts";
import { playerWords } from "../prompt/player-words.ts";
import { type Answer, openProvider, type TestProvider } from "./support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { SHIPPED_NPCS } from "./support/sheets.ts";

let relay: TestRelay;
let provider: TestProvider;
const turn = "3f0f9a36-9c29-4a6c-8b4f-0d0a8e4d8f11";
const LONG =
  "The road is safe until dusk, and after that it is not. I count four wolves. Mr. Crane says that he saw five.";
const ask = (content: string, more: object = {}) =>
  relay.post(
    "/llm/v1/chat/completions",
    { model: "guard", messages: [{ role: "user", content }], ...more },
    relay.context.token,
  );

/** Each word in a packet of its own. */
async function sayWordByWord(answer: Answer, text: string): Promise<void> {
  for (const word of text.split(/(?<= )/)) {
    answer.say(word);
    await sleep(30);
  }
}

beforeAll(async () => {
  provider = await openProvider(async (request, answer) => {
    const [last] = request.messages.slice(-1);
    if (last?.content === "use the shell") answer.call("Bash", { command: "id" });
    else if (last?.content === "Tell me all") await sayWordByWord(answer, LONG);
    else await sayWordByWord(answer, "Safe until dusk.");
    if (last?.content !== "for ever") answer.end();
  });
  relay = await openRelay({ provider: { baseUrl: provider.url, apiKey: "sk-1", model: "real-model" } });
});
afterAll(async () => {
  await closeRelay(relay);
  provider.close();
});

test("models are the NPCs, and the real one behind them is nobody's business", async () => {
  const { data } = (await (await relay.get("/llm/v1/models", relay.context.token)).json()) as {
    data: { id: string }[];
  };
  expect(data.map((model) => model.id)).toEqual(SHIPPED_NPCS);
  await ask("Is it safe?");
  expect(provider.requests.at(-1)?.body.model).toBe("real-model");
});

test("it answers as a whole and as a stream", async () => {
  const whole = (await (await ask("Is it safe?")).json()) as { choices: { message: { content: string } }[] };
  expect(whole.choices[0]?.message.content).toBe("Safe until dusk.");
  const stream = await (await ask("Is it safe?", { stream: true })).text();
  expect(stream).toContain('"content":"until dusk."');
  expect(stream.trimEnd().endsWith("data: [DONE]")).toBe(true);
});

test("a stream comes in sentences and not in words, and nothing of it is lost", async () => {
  const stream = await (await ask("Tell me all", { stream: true })).text();
  const pieces = [...stream.matchAll(/"content":"(.*?)"/g)].map(([, words]) => words);
  expect(pieces.join("")).toBe(LONG);
  expect(pieces.length).toBeLessThan(LONG.split(" ").length / 2);
  expect(pieces).toContainEqual(expect.stringMatching(/not\. I $/));
});

test("tools that are no acts of the NPC reach no model, and calls of them reach no harness", async () => {
  const shell = { type: "function", function: { name: "Bash", description: "Runs a command", parameters: {} } };
  const answer = await (await ask("use the shell", { tools: [shell] })).text();
  expect(JSON.stringify(provider.requests.at(-1)?.body)).not.toContain("Bash");
  expect(answer).not.toContain("Bash");
});

test("what a harness writes into a conversation is taken out: reminders, paths, ids, older notes, the turn", () => {
  const notes = { human: "Likes pears", scene: "Rain.", news: ["The bridge is broken."] };
  const question = { turn, ...notes, text: "Hello <system-reminder>there</system-reminder>" };
  const { request, turn: found } = onlyOurs(
    {
      model: "guard",
      messages: [
        {
          role: "system",
          content:
            "Rules.\nReminder: <projection> contains the local path.\n<self>\n  <projection>$MEMORY_DIR/persona.md</projection>\n  A guard.\n</self>\n<memory_metadata>\n- AGENT_ID: agent-1\n</memory_metadata>\n",
        },
        {
          role: "user",
          content: [
            { type: "text", text: "<system-reminder>cwd /root/secret</system-reminder>" },
            {
              type: "text",
              text: playerWords({ ...question, human: "Old note", scene: "Old sun.", news: ["Old news"] }, []),
            },
          ],
        },
        { role: "assistant", content: "Halt." },
        { role: "user", content: "<system-reminder>The user interrupted the active stream.</system-reminder>\n" },
        { role: "user", content: playerWords(question, []) },
      ],
    },
    [],
  );
  const sent = JSON.stringify(request.messages);
  expect(found).toBe(turn);
  expect(sent).not.toMatch(
    /secret|MEMORY_DIR|projection|AGENT_ID|Old note|Old sun|Old news|interrupted|<system-reminder>/,
  );
  expect(sent).not.toContain(turn);
  expect(sent).toMatch(/A guard\.[\s\S]*Likes pears[\s\S]*The bridge is broken\.[\s\S]*Rain\./);
  expect(request.messages).toHaveLength(4);
});

test("a turn that is over takes its model calls with it, also one that comes late", async () => {
  const open = await ask(`<turn>${turn}</turn>\nfor ever`, { stream: true });
  relay.context.gateway.abortCalls(turn);
  expect((await open.text()).trimEnd().endsWith("data: [DONE]")).toBe(true);
  expect((await ask(`<turn>${turn}</turn>\nfor ever`, { stream: true })).status).toBe(400);
});
