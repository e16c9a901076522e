import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  EventsReply,
  Message,
  MessagesReply,
  PlayerId,
  TalkReply,
  TurnEvent,
} from "../../../game/townsfolk/wire/contract.ts";
import { type Config, configFrom } from "../../config/config.ts";
import { type Relay, startRelay } from "../../start.ts";

/** A real relay on a free port with a data folder of its own, and the few words in which tests speak with it. */
export interface TestRelay extends Relay {
  dataDir: string;
  get(path: string, key?: string): Promise<Response>;
  post(path: string, body: unknown, key?: string): Promise<Response>;
  /** The body as it is. */
  put(path: string, body: string, key?: string): Promise<Response>;
  talk(npc: string, player: PlayerId, text: string, turn?: string): Promise<TalkReply>;
  send(server: string, ...messages: Message[]): Promise<MessagesReply>;
  /** Polls until the turn has ended; answers with everything the place server was told on the way. */
  eventsUntilEnd(server: string, turn: string): Promise<TurnEvent[]>;
}

export async function openRelay(overrides: Partial<Config> = {}): Promise<TestRelay> {
  const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), "townsfolk-")));
  const relay = await startRelay({
    ...configFrom({ MIND: "direct", PORT: "0", LOG_LEVEL: process.env["TESTS_LOG_LEVEL"] ?? "silent" }),
    // What a test's model is asked is what the test has it asked.
    asksModelAtStart: false,
    ...overrides,
    dataDir,
  });
  return { ...relay, dataDir, ...speakTo(relay.url) };
}

/**
 * For what is to be answered by one mind and no other: on a busy machine a Letta is silent for longer than a player waits, and
 * the relay then rightly lets the fallback mind answer. That promise has tests of its own, which keep the real deadlines.
 */
export const UNHURRIED: Pick<Config, "deadlines"> = {
  deadlines: { silenceMs: 40_000, firstBeatMs: 50_000, wholeAnswerMs: 55_000 },
};

export async function closeRelay(relay: TestRelay | undefined, unmount?: () => Promise<void>): Promise<void> {
  await relay?.close();
  await unmount?.();
  if (relay) await rm(relay.dataDir, { recursive: true, force: true, maxRetries: 5 });
}

export function speakTo(url: string): Omit<TestRelay, keyof Relay | "dataDir"> {
  const get = (path: string, key = "dev") => fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  const post = (path: string, body: unknown, key = "dev") =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const put = (path: string, body: string, key = "dev") =>
    fetch(`${url}${path}`, { method: "PUT", headers: { authorization: `Bearer ${key}` }, body });
  return {
    get,
    post,
    put,
    talk: async (npc, player, text, turn) =>
      (await post("/v1/talk", { npc, player, text, turn })).json() as Promise<TalkReply>,
    send: async (server, ...messages) =>
      (await post("/v1/messages", { server, messages })).json() as Promise<MessagesReply>,
    eventsUntilEnd: async (server, turn) => {
      const seen: TurnEvent[] = [];
      for (let after = 0; ;) {
        const reply = (await (await get(`/v1/events?server=${server}&after=${after}&wait=10`)).json()) as EventsReply;
        if (reply.events.length === 0) throw new Error(`the turn did not end; seen: ${JSON.stringify(seen)}`);
        seen.push(...reply.events);
        after = reply.cursor;
        if (reply.events.some((e) => e.turn === turn && (e.kind === "done" || e.kind === "fail"))) return seen;
      }
    },
  };
}
