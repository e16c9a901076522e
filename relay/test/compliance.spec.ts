import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMMAND = join(import.meta.dirname, "../operator/cli/compliance.ts");
const DONE = { RELAY_KEYS: "a-key-of-some-length", ROBLOX_WEBHOOK_SECRET: "a-secret-of-some-length" };

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "compliance-"))));
afterEach(() => rm(folder, { recursive: true }));

interface Outcome {
  code: number;
  told: string;
  /** The lines under a heading, without their dashes. */
  under(heading: string): string[];
}

/** Runs the real command in a folder without an `.env`. */
function comply(env: Record<string, string> = {}, ...args: string[]): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const options = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
  const child = execFile(process.execPath, [COMMAND, ...args], options, (_error, stdout, stderr) => {
    const told = stdout + stderr;
    const under = (heading: string): string[] => {
      const [, section = ""] = told.split(new RegExp(`^${heading}\n`, "m"));
      return (section.trimEnd().split("\n\n")[0] ?? "").split("\n").map((line) => line.replace(/^ +(- )?/, ""));
    };
    resolve({ code: child.exitCode ?? -1, told, under });
  });
  return promise;
}

/** A folder with one sheet in it. */
async function cast(frontMatter: string, persona = "A miller."): Promise<string> {
  const lines = "name: Ada\ngreeting: Good day.\nfallbacks: [One moment., Wait., Later.]";
  const own = frontMatter.split("\n").map((line) => line.split(":")[0]);
  const kept = lines.split("\n").filter((line) => !own.includes(line.split(":")[0]));
  await writeFile(join(folder, "ada.md"), `---\n${[...kept, frontMatter].join("\n")}\n---\n\n${persona}\n`);
  return folder;
}

test("the way of what players type is told, with what Roblox's pages say of it", async () => {
  const [byDefault] = (await comply()).under("What players type");
  expect(byDefault).toMatch(/^what players type goes through TextChatService: startTownsfolk's default/);
  await writeFile(join(folder, "main.server.ts"), 'startTownsfolk({ acts, typedWords: "RemoteEvent" });');
  const { code, under } = await comply();
  expect(under("What players type")).toEqual([
    expect.stringMatching(/^what players type goes by a RemoteEvent and the text filter, since main.server.ts sets/),
    expect.stringContaining('"text inputs and outputs must go through TextChatService"'),
    expect.stringContaining("https://create.roblox.com/docs/chat/guidelines"),
    expect.stringMatching(/^quick replies /),
  ]);
  expect(code).toBe(0);
  await writeFile(join(folder, "main.server.luau"), 'startTownsfolk({ typedWords = "TextChatService" })');
  expect((await comply()).under("What players type")[0]).toContain("since main.server.ts sets");
});

test("as it is shipped no rule is broken, nobody else is sent a word, and what is left to do is said", async () => {
  const { code, told, under } = await comply();
  expect(told).toMatch(/Does your experience let players interact with AI\?\n +Yes: /);
  expect(told).toMatch(/Is it extended interaction\?\n +No, unless /);
  expect(told).toMatch(/Can players type free text that others see\?\n +No: /);
  expect(under("Label")).toEqual([
    "what the rest of your content gives; AI alone does not raise it to Restricted",
    "Can be played by everybody whom your label admits.",
  ]);
  expect(under("Sent to third parties")).toEqual(["none: the rehearsal model is a part of the relay"]);
  expect(under("Kept")).toEqual([
    expect.stringContaining(join(folder, ".townsfolk")),
    "Inspector Quill, Captain Hale, Marla, Tobin, Pip, Dara Swift, Old Wenna, Professor Linnet: words and memory are erased when the talk ends",
    expect.stringMatching(/^players are called by name by Marla; .* the relay and models are not told it$/),
    "logs and metrics hold no text, no names and no ids of players",
  ]);
  expect(under("Still to do")).toEqual([
    expect.stringContaining("ROBLOX_WEBHOOK_SECRET"),
    expect.stringContaining("RELAY_KEYS"),
    expect.stringContaining("Answer the questionnaire again"),
  ]);
  expect(told).toContain("No rule is broken.");
  expect(code).toBe(0);
});

test("asked for help it helps", async () => {
  const { code, told } = await comply({}, "--help");
  expect(told).toContain("Usage: npm run compliance -- [options] [folder]");
  expect(told).not.toContain("BROKEN");
  expect(code).toBe(0);
});

test("what is done is not asked for again", async () => {
  const { code, under } = await comply(DONE, await cast("memory: visit"));
  expect(under("Still to do")).toEqual([expect.stringContaining("Answer the questionnaire again")]);
  expect(under("Kept")).toContain("no NPC calls players by name; the relay and models are not told it");
  expect(code).toBe(0);
});

test("an NPC that remembers players makes the experience 18+, which is a broken rule where it is not", async () => {
  const sheets = await cast("memory: player");
  const allowed = await comply({ ...DONE, EXPERIENCE_RATING: "restricted", KEEP_TURNS_DAYS: "7" }, sheets);
  const answers = [
    /Is it extended interaction\?\n +Yes: Ada remember/,
    /Label\n +Restricted\n +Can be played by age-verified players of 18 and over\./,
  ];
  for (const answer of answers) expect(allowed.told).toMatch(answer);
  expect(allowed.under("Kept")).toContainEqual(expect.stringContaining("words are erased after 7 days"));
  expect(allowed.told).toContain("No rule is broken.");
  expect(allowed.code).toBe(0);

  for (const EXPERIENCE_RATING of ["", "moderate"]) {
    const broken = await comply({ ...DONE, EXPERIENCE_RATING }, sheets);
    for (const answer of answers) expect(broken.told).toMatch(answer);
    expect(broken.under("BROKEN RULES")).toEqual([expect.stringContaining("is not rated Restricted")]);
    expect(broken.told).not.toContain("No rule is broken.");
    expect(broken.code).toBe(1);
  }
});

test.each([
  [
    "OpenAI, which also moderates",
    { OPENAI_API_KEY: "sk-1" },
    [/^api\.openai\.com: .*for the answer and for its moderation$/],
  ],
  [
    "another provider, which does not",
    { OPENAI_BASE_URL: "https://models.example/v1" },
    [/^models\.example: .* under a pseudonym, for the answer$/],
  ],
  ["Letta Cloud", { LETTA_API_KEY: "key" }, [/^api\.letta\.com, a Letta: .*kept as conversations$/]],
  [
    "a Letta of one's own",
    { LETTA_APP_SERVER_URL: "wss://letta.example", LETTA_APP_SERVER_TOKEN: "a-token-of-some-length" },
    [/^letta\.example, your Letta App Server: /],
  ],
  [
    "a model and a Letta that is not asked",
    { OPENAI_BASE_URL: "https://models.example/v1", LETTA_API_KEY: "key", MIND: "direct" },
    [/^models\.example: /],
  ],
  [
    "of two Lettas the one that is asked",
    {
      LETTA_API_KEY: "key",
      LETTA_APP_SERVER_URL: "wss://letta.example",
      LETTA_APP_SERVER_TOKEN: "a-token-of-some-length",
    },
    [/^letta\.example, /],
  ],
  [
    "a model in one's own network",
    { OPENAI_BASE_URL: "http://ollama:11434/v1" },
    [/^ollama \(in your own network\): /],
  ],
])("who is sent what players say is named: %s", async (_who, env, parties) => {
  const { code, under } = await comply({ ...DONE, ...env });
  expect(under("Sent to third parties")).toEqual(parties.map((party) => expect.stringMatching(party) as string));
  expect(code).toBe(0);
});

test("who judges what is said is named, and what happens while it does not answer", async () => {
  const { under: alone } = await comply(DONE);
  expect(alone("Judged by")).toEqual([
    expect.stringContaining("own tables"),
    "the tables hear German, English, Spanish, French, Indonesian, Portuguese",
    expect.stringMatching(
      /^of Roblox's other languages .* passes the tables: Albanian, Arabic, .*Japanese, .*Vietnamese$/,
    ),
    expect.stringMatching(/^no guard model: GUARD_MODEL sets one/),
  ]);
  const guarded = { GUARD_MODEL: "llama-guard3", GUARD_BASE_URL: "http://guard.example/v1", EXPERIENCE_RATING: "mild" };
  const { under, code } = await comply({ ...DONE, ...guarded });
  expect(under("Judged by").at(-1)).toMatch(/^llama-guard3 at guard\.example; .*fallback lines \(GUARD_FAILS=closed\)/);
  expect(under("Sent to third parties")).toEqual([expect.stringMatching(/^guard\.example, the guard llama-guard3: /)]);
  expect(under("Still to do")[0]).toContain("agreement with guard.example");
  expect(under("BROKEN RULES")).toEqual([expect.stringContaining("unencrypted to guard.example; use https")]);
  expect(code).toBe(1);
});

test("whom a stranger's server belongs to is to be agreed with, and old talks of an App Server deleted", async () => {
  const { under } = await comply({ ...DONE, OPENAI_API_KEY: "sk-1", LETTA_API_KEY: "key" });
  expect(under("Still to do")).toEqual([
    expect.stringContaining("agreement with api.openai.com"),
    expect.stringContaining("agreement with api.letta.com"),
    expect.stringContaining("Answer the questionnaire again"),
  ]);
  const own = { LETTA_APP_SERVER_URL: "ws://127.0.0.1:4500", LETTA_APP_SERVER_TOKEN: "a-token-of-some-length" };
  expect((await comply({ ...DONE, ...own })).under("Still to do")[0]).toContain("archived conversations; delete them");
});

test.each([
  [{ OPENAI_BASE_URL: "http://models.example/v1" }, "models.example; use https"],
  [{ OPENAI_BASE_URL: "http://10.models.example/v1" }, "10.models.example; use https"],
  [{ OPENAI_BASE_URL: "http://localhost.example/v1" }, "localhost.example; use https"],
  [{ OPENAI_BASE_URL: "http://100.101.102.103:11434/v1" }, "100.101.102.103; use https"],
  [{ OPENAI_BASE_URL: "http://203.0.113.7/v1" }, "203.0.113.7; use https"],
  [{ OPENAI_BASE_URL: "http://[2001:db8::1]/v1" }, "2001:db8::1; use https"],
  [{ LETTA_BASE_URL: "http://letta.example:8283" }, "letta.example; use https"],
  [
    { LETTA_APP_SERVER_URL: "ws://letta.example", LETTA_APP_SERVER_TOKEN: "a-token-of-some-length" },
    "letta.example; use wss",
  ],
])("players' words on the open network in the clear are a broken rule: %j", async (env, line) => {
  const { code, under } = await comply({ ...DONE, ...env });
  expect(under("BROKEN RULES")).toEqual([`What players say is sent unencrypted to ${line}.`]);
  expect(code).toBe(1);
});

test.each([
  "127.0.0.1:11434",
  "localhost:1",
  "10.1.2.3",
  "172.20.0.2",
  "192.168.1.2",
  "[::1]:1",
  "[fd00::1]",
  "ollama",
])("http://%s is near enough to go without", async (host) => {
  expect((await comply({ ...DONE, OPENAI_BASE_URL: `http://${host}/v1` })).code).toBe(0);
});

test.each([
  ["greeting: Find more at www.example.com", "link"],
  ["fallbacks: [One., Join our Discord server., Three.]", "invitation"],
  ["quickReplies: [Write to me at ada@example.com]", "e-mail"],
  ["rehearsal: { answers: [{ on: [a], say: Call me at 555 0142 7788 }] }", "phone"],
])("a sheet that leads players out of Roblox breaks a rule: %s", async (frontMatter, what) => {
  const { code, under } = await comply(DONE, await cast(frontMatter));
  expect(under("BROKEN RULES")).toEqual([
    expect.stringMatching(new RegExp(`^The sheet ada leads out .*\\(${what}\\)`)),
  ]);
  expect(code).toBe(1);
});

test("every broken rule is told, not only the first", async () => {
  const sheets = await cast("memory: player\ngreeting: Find more at www.example.com");
  const { under } = await comply({ ...DONE, OPENAI_BASE_URL: "http://models.example/v1" }, sheets);
  expect(under("BROKEN RULES")).toHaveLength(3);
});

test("a log that holds what is said is not told to hold nothing", async () => {
  const { code, under } = await comply({ ...DONE, LOG_TEXT: "1" });
  expect(under("Kept").at(-1)).toMatch(/^LOG_TEXT=1: the log holds what is said/);
  expect(code).toBe(0);
});

test("settings, sheets and words that are wrong are named by what is wrong with them", async () => {
  const words = join(folder, "words.yaml");
  await writeFile(words, "en: { notice: Read more at www.example.com }");
  const wrong: [Outcome, RegExp][] = [
    [await comply({ EXPERIENCE_RATING: "adults" }), /EXPERIENCE_RATING: /],
    [await comply({ HOST: "0.0.0.0" }), /RELAY_KEYS: needed/],
    [await comply({ HOST: "0.0.0.0", RELAY_KEYS: "a-key-of-some-length", LOG_TEXT: "1" }), /LOG_TEXT: /],
    [await comply({ WORDS_FILE: words }), /words\.yaml:1: en\.notice: must not lead out of Roblox/],
    [await comply(DONE, await cast("greeting: Hello, {player}.")), /ada\.md:4: greeting: .*callsPlayersByName/],
  ];
  for (const [{ code, told }, what] of wrong) {
    expect(told).toMatch(what);
    expect(told).not.toContain("No rule is broken.");
    expect(code).toBe(1);
  }
});
