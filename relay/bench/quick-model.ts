import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tokensIn } from "../lib/tokens.ts";

/** A model's server that answers the same to everybody, in a stream of 26 pieces. */
export interface QuickModel {
  /** For `OPENAI_BASE_URL`. */
  url: string;
  /** Of the newest request, about. */
  promptTokens(): number;
  close(): void;
}

const WORDS =
  "Well met, traveller! The mill road is washed out, so if you are bound for the harbour you had best follow the ridge road.";

/** `delayMs`: until it answers. */
export async function openQuickModel(delayMs = 0): Promise<QuickModel> {
  let newest = 0;
  const server = createServer((req, res) => {
    if (req.url?.endsWith("/models") === true) return void res.end(JSON.stringify({ data: [{ id: "m" }] }));
    let length = 0;
    req.on("data", (bytes: Buffer) => (length += bytes.length));
    req.on("end", () => {
      newest = length;
      const answer = (): void => void res.writeHead(200, { "content-type": "text/event-stream" }).end(STREAM);
      if (delayMs === 0) answer();
      else setTimeout(answer, delayMs);
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    promptTokens: () => tokensIn("x".repeat(newest)),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const chunk = (delta: object, finish_reason: string | null = null): string => {
  const choices = [{ index: 0, delta, finish_reason }];
  return `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", choices })}\n\n`;
};

const STREAM = Buffer.from(
  [
    ...WORDS.split(/(?<= )/).map((content) => chunk({ role: "assistant", content })),
    chunk({}, "stop"),
    "data: [DONE]\n\n",
  ].join(""),
);
