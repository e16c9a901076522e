import { z } from "zod";
import type { ProviderSettings } from "../client/provider.ts";

export type Opinion = "passed" | "self-harm" | "refused";

type OpenAI = ProviderSettings & { apiKey: string };

/** Nobody else has the endpoint, and nobody else is sent what players say. */
export const isOpenAI = (provider: ProviderSettings | undefined): provider is OpenAI =>
  provider?.apiKey !== undefined && new URL(provider.baseUrl).hostname === "api.openai.com";

/**
 * Asks OpenAI's moderation: https://developers.openai.com/docs/guides/moderation
 * The function that is returned throws when there is no answer in time, or none that can be read; its errors hold neither the
 * key nor the text.
 */
export function askOpenAI(
  { baseUrl, apiKey }: OpenAI,
  deadlineMs: number,
  send: typeof fetch = fetch,
): (text: string) => Promise<Opinion> {
  return async (text) => {
    const answer = await send(`${baseUrl}/moderations`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ model: "omni-moderation-latest", input: text }),
      redirect: "error",
      signal: AbortSignal.timeout(deadlineMs),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      throw new Error(`OpenAI's moderation answered ${answer.status}.`);
    }
    const read = moderation.safeParse(await answer.json());
    if (!read.success) throw new Error("OpenAI's moderation sent something that is no moderation.");
    return opinionFrom(read.data);
  };
}

/** Categories are open: OpenAI adds new ones under new names. */
const moderation = z.object({
  results: z.array(z.object({ categories: z.record(z.string(), z.boolean().nullable()) })).min(1),
});

function opinionFrom({ results }: z.output<typeof moderation>): Opinion {
  const flagged = results.flatMap(({ categories }) => Object.keys(categories).filter((name) => categories[name]));
  if (flagged.some((name) => name === "self-harm" || name.startsWith("self-harm/"))) return "self-harm";
  return flagged.some((name) => REFUSED.has(name)) ? "refused" : "passed";
}

/** `harassment` and `violence` alone are what every goblin says and every sword does. */
const REFUSED = new Set([
  "sexual",
  "sexual/minors",
  "hate",
  "hate/threatening",
  "harassment/threatening",
  "violence/graphic",
  "illicit",
  "illicit/violent",
]);
