import type { Letta } from "@letta-ai/letta-client";
import { z } from "zod";
import type { Sheet } from "../../../cast/sheet.ts";

/** Which model plays an NPC, in the fields of an agent. */
export interface Models {
  /** @throws when the server cannot be asked. */
  modelOf(sheet: Sheet): Promise<Model>;
}

export interface Model {
  handle: string;
  /** It is played by our gateway, which hears the NPC's name as the model's and chooses the real one. */
  isOurs: boolean;
  /** Given in place of a handle where the server does not list the NPC. */
  config?: Omit<Entry, "name"> & { model: string; context_window: number };
}

const DEFAULT = "openai/gpt-4o-mini";
const FRESH_MS = 60_000;

/**
 * A self-hosted server whose OpenAI base address is our gateway lists the cast, as `openai-proxy/<npc>`. It reads that list at
 * its own start only, so an NPC that came later is described to it by the entry of another one. Letta Cloud lists none of ours.
 */
export function keepModels(client: Letta): Models {
  let list: Promise<Entry[]> | undefined;
  let readAt = 0;
  const read = () => {
    readAt = Date.now();
    const reading = client.models.list().then((models) => entries.parse(models));
    reading.then(
      () => (list = reading),
      () => undefined,
    );
    return reading;
  };
  const newest = () => {
    const isOld = Date.now() - readAt > FRESH_MS;
    const reading = isOld ? read() : undefined;
    reading?.catch(() => undefined);
    return list ?? reading ?? read();
  };
  return {
    modelOf: async ({ id, model, context }) => {
      const ours = (await newest()).filter((entry) => entry.model_endpoint?.endsWith("/llm/v1"));
      const [first] = ours;
      const own = ours.find((entry) => entry.name === id);
      if (own !== undefined) return { handle: own.handle, isOurs: true };
      if (first === undefined) return { handle: model ?? DEFAULT, isOurs: false };
      const { name, ...like } = first;
      const handle = `${like.handle.slice(0, -name.length)}${id}`;
      return { handle, isOurs: true, config: { ...like, model: id, handle, context_window: context } };
    },
  };
}

type Entry = z.infer<typeof entry>;
const entry = z.object({
  handle: z.string(),
  name: z.string(),
  model_endpoint: z.string().nullish(),
  model_endpoint_type: z.literal("openai").catch("openai"),
  provider_name: z.string().nullish(),
  provider_category: z.enum(["base", "byok"]).nullish(),
});
const entries = z.array(entry);
