import express, { type Response, Router } from "express";
import type { Cast } from "../cast/cast.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { isLeftAlone } from "../lib/breaker.ts";
import { requireToken } from "../limits/keys.ts";
import { type ChatChunk, chatRequest } from "../models/chat.ts";
import { ProviderError } from "../models/client/provider-error.ts";
import { collect } from "../models/collect.ts";
import type { Gateway } from "../models/gateway/gateway.ts";
import { inSentences } from "../models/gateway/in-sentences.ts";
import { turnIn } from "../models/gateway/only-ours.ts";
import { TurnOver } from "../models/gateway/turn-over.ts";

/** `/llm/v1`: OpenAI's protocol, for Letta only, with a token of its own. */
export function gatewayRoutes({ gateway, cast, token }: { gateway: Gateway; cast: Cast; token: string }): Router {
  const router = Router();
  router.use(requireToken(token), express.json({ limit: "2mb" }));
  router.get("/models", (_req, res) => {
    const data = cast.all().map((sheet) => ({
      id: sheet.id,
      object: "model",
      created: 0,
      owned_by: "townsfolk",
      context_length: sheet.context,
    }));
    res.json({ object: "list", data });
  });
  router.post("/chat/completions", async (req, res) => {
    const request = valid(chatRequest, req.body);
    const gone = new AbortController();
    res.on("close", () => {
      if (!res.writableFinished) gone.abort();
    });
    try {
      const chunks = gateway.chat(request, { signal: gone.signal });
      if (request.stream) await sendStream(res, inSentences(chunks));
      else res.json(await wholeCompletion(request.model, chunks));
    } catch (error) {
      if (gone.signal.aborted) return;
      const level = error instanceof TurnOver ? "debug" : "warn";
      req.log[level]({ err: error, turn: turnIn(request), npc: request.model }, "a model call failed");
      answerAsOpenAI(res, error);
    }
  });
  return router;
}

/** The headers wait for the first chunk, so that an error before it still has a status. */
async function sendStream(res: Response, chunks: AsyncIterable<ChatChunk>): Promise<void> {
  for await (const chunk of chunks) {
    if (!res.headersSent) res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    res.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }
  res.end("data: [DONE]\n\n");
}

async function wholeCompletion(model: string, chunks: AsyncIterable<ChatChunk>) {
  const { content, toolCalls, finishReason, usage } = await collect(chunks);
  const calls = toolCalls.map(({ id, name, arguments: args }) => ({
    id,
    type: "function",
    function: { name, arguments: args },
  }));
  const message = {
    role: "assistant",
    content: content === "" ? null : content,
    ...(calls.length > 0 && { tool_calls: calls }),
  };
  const choices = [{ index: 0, message, finish_reason: finishReason }];
  return { id: "completion", object: "chat.completion", created: Math.floor(Date.now() / 1000), model, choices, usage };
}

/** https://platform.openai.com/docs/guides/error-codes */
function answerAsOpenAI(res: Response, error: unknown): void {
  if (res.headersSent) return void res.destroy();
  const { status, message } = refusalFor(error);
  // We have tried already; the clients of OpenAI would try twice more.
  res.set("x-should-retry", "false");
  res.status(status).json({ error: { message, type: status === 404 ? "model_not_found" : "upstream_error" } });
}

function refusalFor(error: unknown): { status: number; message: string } {
  if (error instanceof ProviderError) return error;
  if (error instanceof RelayError) return { status: 404, message: error.message };
  if (isLeftAlone(error))
    return { status: 503, message: "The model's server has failed too often and is left alone for a moment." };
  return { status: 500, message: "The relay failed." };
}
