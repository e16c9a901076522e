import { z } from "zod";
import { isAtOpenAI } from "../client/at-openai.ts";
import type { ProviderSettings } from "../client/provider.ts";
import type { GuardShape } from "./guard-shape.ts";
import { opinionOf } from "./opinion.ts";

type OpenAI = ProviderSettings & { apiKey: string };

/** Whose moderation is free, and gets the text anyhow. */
export const isOpenAI = (provider: ProviderSettings | undefined): provider is OpenAI =>
  provider?.apiKey !== undefined && isAtOpenAI(provider.baseUrl);

/** OpenAI's moderation, and whoever has its endpoint: https://developers.openai.com/docs/guides/moderation */
export const MODERATIONS: GuardShape = {
  path: "/moderations",
  body: ({ model }, { text }) => ({ model, input: text }),
  read(answer) {
    const read = moderation.safeParse(answer);
    if (!read.success) return undefined;
    const { results } = read.data;
    const found = results.map(({ categories }) => Object.keys(categories).filter((name) => categories[name]));
    // Flagged for nothing that it names: for what it has no name for.
    if (results.some(({ flagged }, index) => flagged === true && found[index]?.length === 0)) return "refused";
    return opinionOf(found.flat(), "passed");
  },
};

/** Categories are open: new ones come under new names. */
const moderation = z.object({
  results: z
    .array(z.object({ flagged: z.boolean().nullish(), categories: z.record(z.string(), z.boolean().nullable()) }))
    .min(1),
});
