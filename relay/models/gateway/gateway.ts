import type { Cast } from "../../cast/cast.ts";
import type { Sheet } from "../../cast/sheet.ts";
import type { Metrics } from "../../observe/metrics.ts";
import { allowedTools } from "../../tools/offered.ts";
import type { ChatChunk, ChatRequest } from "../chat.ts";
import type { Meter, Usage } from "../client/meter.ts";
import type { ProviderClient } from "../client/provider.ts";
import { ProviderError } from "../client/provider-error.ts";
import { playFromSheet } from "../rehearsal/play-from-sheet.ts";
import { createCalls } from "./calls.ts";
import { createKeptCalls } from "./kept-calls.ts";
import { metered } from "./metered.ts";
import { onlyOfferedCalls, onlyOurs } from "./only-ours.ts";
import { TurnOver } from "./turn-over.ts";

/**
 * The one way to a model, and the only place where the provider's key is. Whoever asks names an NPC as the model; which
 * model plays it is decided here, so it can change without a word to Letta, and every call is known to belong to an NPC.
 */
export interface Gateway {
  /** @throws {RelayError} `unknown_npc`. @throws {ProviderError} 402 where a budget is spent, else the provider's. */
  chat(
    request: ChatRequest,
    options: { signal: AbortSignal; turn?: string; conversation?: string },
  ): AsyncIterable<ChatChunk>;
  /** The real model behind an NPC: `rehearsal` or an id of the provider. */
  modelOf(sheet: Sheet): Promise<string>;
  /** Ends what models are still saying to a turn that is over: a Letta would listen to the end. */
  abortCalls(turn: string): void;
  /** Whether the NPC has to do without a model for the rest of the day. */
  isSpentFor(sheet: Sheet): boolean;
  /** Whether the turn is played by the rehearsal, which costs nothing, whatever its NPC's model is. Say when it is over. */
  rehearse(turn: string, isOn: boolean): void;
  /**
   * Says of which conversation a turn is, for as long as it is under way: a Letta tells the turn alone, and a model's server
   * that fails for one conversation fails for nobody else. Call what it answers when the turn is over.
   */
  follow(turn: string, conversation: string): () => void;
  /** The model of sheets that name none, as far as it is known yet. */
  defaultModel(): string;
}

export const REHEARSAL = "rehearsal";

/** A real model of a sheet, where every sheet names its own; undefined where the provider's default is used. */
export function modelNamedByAll(sheets: Sheet[]): string | undefined {
  const models = sheets.map(({ model }) => model);
  return models.includes(undefined) ? undefined : models.find((model) => model !== REHEARSAL);
}

interface GatewayOptions {
  cast: Cast;
  provider: ProviderClient | undefined;
  meter: Meter;
  metrics: Metrics;
}

export function createGateway({ cast, provider, meter, metrics }: GatewayOptions): Gateway {
  let known = provider ? "not known yet" : REHEARSAL;
  provider?.defaultModel().then(
    (model) => (known = model),
    () => undefined,
  );
  const modelOf = async (sheet: Sheet): Promise<string> => {
    if (provider === undefined || sheet.model === REHEARSAL) return REHEARSAL;
    return sheet.model ?? (await provider.defaultModel());
  };
  const isSpentFor = (sheet: Sheet): boolean =>
    provider !== undefined && sheet.model !== REHEARSAL && sheet.overBudget === "fallback" && meter.isSpent(sheet);
  const rehearsed = new Set<string>();
  const modelWithinBudget = async (sheet: Sheet, turn: string | undefined): Promise<string> => {
    if (turn !== undefined && rehearsed.has(turn)) return REHEARSAL;
    const model = await modelOf(sheet);
    if (model === REHEARSAL || !meter.isSpent(sheet)) return model;
    if (!isSpentFor(sheet)) return REHEARSAL;
    metrics.modelCalled({ npc: sheet.id, model, outcome: "refused" });
    throw new ProviderError(402, "Today's budget for the model is used up.");
  };
  const followed = new Map<string, string>();
  const calls = createCalls();
  const kept = createKeptCalls();
  return {
    abortCalls: calls.abortCalls,
    rehearse(turn, isOn) {
      if (isOn) rehearsed.add(turn);
      else rehearsed.delete(turn);
    },
    follow(turn, conversation) {
      followed.set(turn, conversation);
      return () => void followed.delete(turn);
    },
    modelOf,
    isSpentFor,
    defaultModel: () => known,
    async *chat(request, { signal, turn: given, conversation }) {
      const sheet = cast.get(request.model);
      const { request: ours, turn: found } = onlyOurs(request, allowedTools(sheet));
      const tools = ours.tools?.map((tool) => tool.function?.name ?? "") ?? [];
      const turn = given ?? found;
      const model = await modelWithinBudget(sheet, turn);
      const purpose = { npc: sheet.id, model, turn };
      // Who names the turn hangs up by the signal. A Letta that was given up must not end the calls of who stands in for it.
      const call = given === undefined && found !== undefined ? calls.open(found) : undefined;
      const ends = call === undefined ? signal : AbortSignal.any([signal, call.signal]);
      let written = 0;
      const chunks =
        provider === undefined || model === REHEARSAL
          ? playFromSheet(sheet, ours)
          : provider.chat(
              { ...ours, messages: kept.withTheirs(ours.messages), model },
              {
                signal: ends,
                turn,
                of: conversation ?? followed.get(turn ?? ""),
                spent: (usage) => meter.record(purpose, usage),
                wrote: (characters) => (written = characters),
              },
            );
      const ended = (outcome: "ok" | "failed"): void =>
        metrics.modelCalled({
          npc: sheet.id,
          model,
          outcome: ends.aborted && outcome === "failed" ? "aborted" : outcome,
        });
      const open = (soFar: () => Usage) => meter.open(purpose, soFar);
      const heard = capped(onlyOfferedCalls(chunks, tools, kept));
      const said = metered(heard, { request: ours, written: () => written, open, ended });
      try {
        yield* call === undefined ? said : untilAborted(said, call.signal);
      } finally {
        call?.close();
      }
    },
  };
}

/** Whoever hangs up does not want to hear of an error, unless nothing was said yet: then there is no answer to end. */
async function* untilAborted(chunks: AsyncIterable<ChatChunk>, callsAborted: AbortSignal): AsyncIterable<ChatChunk> {
  let hasSpoken = false;
  try {
    for await (const chunk of chunks) {
      if (callsAborted.aborted) break;
      hasSpoken = true;
      yield chunk;
    }
  } catch (error) {
    if (!callsAborted.aborted) throw error;
  }
  if (!callsAborted.aborted) return;
  if (!hasSpoken) throw new TurnOver();
  yield { id: "hung-up", object: "chat.completion.chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
}

/** A model that babbles on is cut long before its words fill a harness's conversation. Summaries are shorter too. */
const ANSWER_CHARACTERS = 6_000;

async function* capped(chunks: AsyncIterable<ChatChunk>): AsyncIterable<ChatChunk> {
  let room = ANSWER_CHARACTERS;
  for await (const chunk of chunks) {
    const [choice] = chunk.choices;
    const { content = "" } = choice?.delta ?? {};
    if (content.length <= room) yield chunk;
    else yield { ...chunk, choices: [{ ...choice, delta: { ...choice?.delta, content: content.slice(0, room) } }] };
    room -= content.length;
    if (room >= 0) continue;
    yield {
      id: chunk.id,
      object: "chat.completion.chunk",
      choices: [{ index: 0, delta: {}, finish_reason: "length" }],
    };
    return;
  }
}
