import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { inflateSync } from "node:zlib";
import { pino } from "pino";
import { frontMatter, type Sheet } from "../../cast/sheet.ts";
import { codeOf } from "../../lib/error-code.ts";
import { startEmbeddedLettas } from "../../minds/letta/app-server/embedded/embedded.ts";
import type { Mind, Question } from "../../minds/mind.ts";
import type { LettaRefs } from "../../store/letta-refs.ts";
import type { Tool } from "../../tools/tool.ts";
import { type HostileModel, startHostileModel } from "./hostile-model.ts";

/** A real embedded Letta with a hostile model behind it, and a player who talks with one NPC. */
export interface LettaHarness {
  dataDir: string;
  model: HostileModel;
  refs: LettaRefs;
  mind: Mind;
  /** What the NPC answers. */
  say(text: string, change?: Partial<Question>, signal?: AbortSignal): Promise<string>;
  /** Ends the mind and starts another one on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const log = pino({ level: "silent" });

/** An answer without the new line that it ends with. */
export const whole = async (pieces: AsyncIterable<string>): Promise<string> => (await textOf(pieces)).trimEnd();

export const baker: Sheet = {
  ...frontMatter.parse({ name: "Mira", greeting: "Hello!", fallbacks: ["One.", "Two.", "Three."] }),
  id: "mira",
  persona: "Mira bakes the bread of the town.",
  world: "It rains on Tuesdays.",
};

export const giveItem: Tool = {
  name: "give_item",
  description: "Hands the player an item.",
  parameters: {
    type: "object",
    properties: { item: { type: "string" } },
    required: ["item"],
    additionalProperties: false,
  },
};

export async function openLettaHarness(options: Parameters<typeof startHostileModel>[0]): Promise<LettaHarness> {
  const dataDir = await mkdtemp(join(tmpdir(), "townsfolk-letta-"));
  const model = await startHostileModel(options);
  const refs = refsInMemory();
  const { url, token, abortCalls } = model;
  const start = () =>
    startEmbeddedLettas({
      lettaProcesses: 1,
      dataDir,
      gateway: { url, token },
      abortCalls,
      refs,
      namespace: "test",
      log,
      systemEnv: process.env,
    });
  const harness: LettaHarness = {
    dataDir,
    model,
    refs,
    mind: await start(),
    say: (text, change, signal = new AbortController().signal) =>
      whole(harness.mind.answer(question(text, change), signal)),
    restart: async () => {
      await harness.mind.close();
      harness.mind = await start();
    },
    close: async () => {
      await harness.mind.close();
      await model.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return harness;
}

export const question = (text: string, change: Partial<Question> = {}): Question => ({
  turn: randomUUID(),
  sheet: baker,
  conversation: "conversation-of-ada",
  text,
  human: "",
  scene: "",
  news: [],
  history: () => Promise.resolve([]),
  missed: () => Promise.resolve([]),
  tools: [giveItem],
  whenDone: () => undefined,
  answeredBy: () => undefined,
  hasBegun: () => false,
  call: () => Promise.resolve("Done."),
  ...change,
});

/** What the relay keeps in its store. */
export function refsInMemory(): LettaRefs {
  const agents = new Map<string, { agent: string; sheetHash: string }>();
  const threads = new Map<string, { agent: string; thread: string }>();
  return {
    alone: (_name, work) => work(),
    agentOf: (_mind, npc) => Promise.resolve(agents.get(npc)),
    saveAgent: (_mind, npc, agent, sheetHash) => Promise.resolve(void agents.set(npc, { agent, sheetHash })),
    threadOf: (_mind, conversation) => Promise.resolve(threads.get(conversation)),
    saveThread: (_mind, conversation, agent, thread) =>
      Promise.resolve(void threads.set(conversation, { agent, thread })),
    dropThread: (_mind, conversation) => Promise.resolve(void threads.delete(conversation)),
  };
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Every file below a folder, as a path from there. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The files below a folder that hold the word, as they are or, as git's objects are, compressed. */
export async function filesWith(folder: string, word: string): Promise<string[]> {
  const found = (await filesIn(folder)).map(async (file) => {
    // A running Letta writes to files beside the real ones, which may be gone by now.
    const bytes = await readFile(file).catch(emptyIfGone);
    return bytes.includes(word) || inflated(bytes).includes(word) ? [file] : [];
  });
  return (await Promise.all(found)).flat();
}

function emptyIfGone(error: unknown): Buffer {
  if (codeOf(error) === "ENOENT") return Buffer.alloc(0);
  throw error;
}

function inflated(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes);
  } catch {
    return Buffer.alloc(0);
  }
}
