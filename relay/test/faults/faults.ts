import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer, Reply } from "../support/provider.ts";
import type { FaultHarness } from "./fault-harness.ts";

export interface Fault {
  name: string;
  /** Breaks something while turns are asked; answers with what mends it. */
  inflict(harness: FaultHarness): Promise<() => Promise<void> | void> | (() => Promise<void> | void);
  /** Only where there is a Letta process of ours to hurt. */
  needsLetta?: true;
}

/** Everything that can go wrong around an answer, each with real sockets, processes and files. */
export const FAULTS: Fault[] = [
  {
    name: "connection refused",
    inflict: async (harness) => (await harness.provider.stop(), () => harness.provider.start()),
  },
  model("reset in mid-stream", (answer) => {
    answer.say("I begin. ", "And");
    answer.raw.socket?.resetAndDestroy();
  }),
  model("black hole", () => undefined),
  model("slow first byte", async (answer) => (await sleep(4_000), answer.say("At last. "), answer.end())),
  model("slow drip", async (answer) => {
    while (!answer.raw.destroyed) {
      answer.say("a");
      await sleep(300);
    }
  }),
  model("429 with Retry-After", (answer) => void answer.raw.writeHead(429, { "retry-after": "1" }).end("{}")),
  model("429 without", (answer) => void answer.raw.writeHead(429).end("{}")),
  model("500", (answer) => void answer.raw.writeHead(500).end("boom")),
  model("503", (answer) => void answer.raw.writeHead(503).end("")),
  model("empty answer", (answer) => answer.end()),
  {
    name: "only tool calls",
    inflict: (harness) =>
      harness.play(
        (request, answer) => (request.messages.at(-1)?.role === "user" && answer.call("wave", {}), answer.end()),
      ),
  },
  model("endless tool calls", (answer) => (answer.call("wave", {}), answer.end())),
  model("invalid JSON", (answer) => stream(answer, 'data: {"choices": [oops\n\n')),
  model("invalid UTF-8", (answer) =>
    stream(
      answer,
      Buffer.from('data: {"choices":[{"delta":{"content":"Caf\xff\xfe. "}}]}\n\ndata: [DONE]\n\n', "latin1"),
    ),
  ),
  model(
    "1 MB of text",
    (answer) => (answer.say(...Array.from({ length: 1_000 }, () => `${"word ".repeat(200)}. `)), answer.end()),
  ),
  model(
    "wrong content type",
    (answer) => void answer.raw.writeHead(200, { "content-type": "text/html" }).end("<h1>It works!</h1>"),
  ),
  {
    name: "Letta killed in mid-turn",
    needsLetta: true,
    inflict: (harness) =>
      harness.play(
        async (_request, answer) => (
          answer.say("I begin. ", "And"),
          await harness.killLetta(),
          answer.say(" end."),
          answer.end()
        ),
      ),
  },
  {
    name: "Letta restarted empty",
    needsLetta: true,
    inflict: async (harness) => {
      await harness.killLetta();
      await rm(join(harness.relay.dataDir, "letta", ".letta", "lc-local-backend"), {
        recursive: true,
        force: true,
        maxRetries: 5,
      });
      return () => undefined;
    },
  },
  {
    name: "disk full for the store",
    inflict: (harness) => {
      const mend = harness.play(async (_request, answer) => {
        await harness.fillDisk();
        answer.say("Stored late. ");
        answer.end();
      });
      const freed = sleep(3_000).then(() => harness.freeDisk());
      return async () => {
        mend();
        await freed;
      };
    },
  },
  { name: "clock set an hour on", inflict: (harness) => harness.setClock(3_600_000) },
  { name: "clock set an hour back", inflict: (harness) => harness.setClock(-3_600_000) },
];

function model(name: string, reply: (answer: Answer) => void | Promise<void>): Fault {
  return { name, inflict: (harness) => harness.play((_request, answer) => reply(answer)) };
}

const stream = (answer: Answer, bytes: string | Buffer): void =>
  void answer.raw.writeHead(200, { "content-type": "text/event-stream" }).end(bytes);

/** A model that is well. */
export const well: Reply = (_request, answer) => (answer.say("I am well. "), answer.end());
