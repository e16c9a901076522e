import type { Cast } from "../cast/cast.ts";
import type { Sheet } from "../cast/sheet.ts";
import type { Provider } from "../config.ts";
import { offeredTools } from "../acts/offered.ts";
import type { ChatChunk, ChatRequest } from "./chat.ts";
import { createProviderClient } from "./provider.ts";
import { playFromSheet } from "./rehearsal/play-from-sheet.ts";
import { onlyOfferedCalls, onlyOurs } from "./scrub.ts";

/**
 * The one way to a model, and the only place where the provider's key is. Whoever asks names an NPC as the model; which
 * model plays it is decided here, so it can change without a word to Letta, and every call is known to belong to an NPC.
 */
export interface Gateway {
  /** @throws {RelayError} `unknown_npc`. @throws {ProviderError} */
  chat(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatChunk>;
  /** The real model behind an NPC: `rehearsal` or an id of the provider. */
  modelOf(sheet: Sheet): Promise<string>;
  /** The model of sheets that name none, as far as it is known yet. */
  defaultModel(): string;
}

export const REHEARSAL = "rehearsal";

export function createGateway({ cast, provider }: { cast: Cast; provider: Provider | undefined }): Gateway {
  const client = provider && createProviderClient(provider);
  let known = provider?.model ?? (client ? "not known yet" : REHEARSAL);
  client?.defaultModel().then(
    (model) => (known = model),
    () => undefined,
  );
  const modelOf = async (sheet: Sheet): Promise<string> => {
    if (client === undefined || sheet.model === REHEARSAL) return REHEARSAL;
    return sheet.model ?? (await client.defaultModel());
  };
  return {
    modelOf,
    defaultModel: () => known,
    async *chat(request, signal) {
      const sheet = cast.get(request.model);
      const tools = offeredTools(sheet).map((tool) => tool.name);
      const model = await modelOf(sheet);
      const ours = onlyOurs(request, tools);
      const chunks =
        client === undefined || model === REHEARSAL
          ? playFromSheet(sheet, ours)
          : client.chat({ ...ours, model }, signal);
      yield* onlyOfferedCalls(chunks, tools);
    },
  };
}
