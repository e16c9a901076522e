import { ProviderError } from "./provider-error.ts";
import { fieldsOf, textOf } from "./wire/fields.ts";

/** The first model of a server's list that chats, one that is loaded before others. @throws {ProviderError} where there is none. */
export function firstThatChats(list: unknown): string {
  const all = modelsIn(list);
  const chats = all.filter(({ id, kind }) => !NO_CHAT.test(id) && !NO_CHAT.test(kind));
  const model = chats.find(({ isLoaded }) => isLoaded) ?? chats[0];
  if (model !== undefined) return model.id;
  const what = all.length === 0 ? "no models" : "no models that chat";
  throw new ProviderError(502, `The model's server lists ${what}; set MODEL or name one in each sheet.`);
}

/** https://platform.openai.com/docs/api-reference/models/list; LM Studio, Ollama and llama.cpp say more, or `models`. */
function modelsIn(list: unknown): { id: string; kind: string; isLoaded: boolean }[] {
  const fields = fieldsOf(list);
  const items = [list, fields?.["data"], fields?.["models"]].find((one) => Array.isArray(one) && one.length > 0);
  return (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
    const model = typeof item === "string" ? { id: item } : (fieldsOf(item) ?? {});
    const id = textOf(model["id"]) ?? textOf(model["name"]) ?? textOf(model["model"]);
    const kind = JSON.stringify([model["type"], model["task"], model["capabilities"]]);
    return id === undefined
      ? []
      : [{ id, kind: /chat|llm|completion|text-gen/i.test(kind) ? "" : kind, isLoaded: model["state"] === "loaded" }];
  });
}

const NO_CHAT =
  /embed|whisper|\btts\b|text-to-speech|rerank|moderation|\bclip\b|dall-?e|stable-?diffusion|\bsdxl?\b|\bflux\b|image|transcri|speech|\bbge\b|\be5-|\bgte\b|minilm|nomic|\bvae\b|guard|ocr\b|realtime|\baudio\b/i;
