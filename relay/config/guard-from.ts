import type { z } from "zod";
import { ConfigError } from "../lib/config-error.ts";
import { isAtOpenAI } from "../models/client/at-openai.ts";
import type { ProviderSettings } from "../models/client/provider.ts";
import type { GuardSettings } from "../models/moderation/guard-shape.ts";
import { isOpenAI } from "../models/moderation/moderations.ts";
import type { environment } from "./environment.ts";

const OPENAI = "https://api.openai.com/v1";

/**
 * The guard that is named; with OpenAI's key its moderation, which is free, unless `GUARD_MODEL=none`. A guard without an
 * address of its own is the provider's, and only there is it shown the provider's key.
 * @throws {ConfigError}
 */
export function guardFrom(
  env: z.infer<typeof environment>,
  provider: ProviderSettings | undefined,
): { guard?: GuardSettings } {
  const { GUARD_MODEL: named, GUARD_BASE_URL: ownUrl, GUARD_API_KEY: ownKey, GUARD_DEADLINE_MS: deadlineMs } = env;
  if (named === undefined && (ownUrl !== undefined || ownKey !== undefined))
    throw new ConfigError("GUARD_MODEL: needed beside GUARD_BASE_URL or GUARD_API_KEY; for instance llama-guard3");
  const model = named ?? (isOpenAI(provider) ? "omni-moderation-latest" : "none");
  if (model.toLowerCase() === "none") return {};
  const baseUrl = ownUrl ?? (/^(?:omni|text)-moderation/.test(model) ? openAIFor(provider) : provider?.baseUrl);
  if (baseUrl === undefined)
    throw new ConfigError("GUARD_BASE_URL: needed, because GUARD_MODEL is set and there is no OPENAI_BASE_URL");
  const isProviders = provider !== undefined && new URL(baseUrl).origin === new URL(provider.baseUrl).origin;
  const apiKey = ownKey ?? (isProviders ? provider.apiKey : undefined);
  if (isAtOpenAI(baseUrl) && apiKey === undefined)
    throw new ConfigError(`GUARD_API_KEY: needed, because OpenAI has ${model} and the provider's key is another's`);
  return {
    guard: { model, baseUrl, ...(apiKey !== undefined && { apiKey }), deadlineMs, failsClosed: failsClosed(env) },
  };
}

/** Nobody else has a model of that name. What is said stays in the region that the provider is in. */
const openAIFor = (provider: ProviderSettings | undefined): string =>
  provider !== undefined && isAtOpenAI(provider.baseUrl) ? provider.baseUrl : OPENAI;

/** Every label but Restricted admits players under 13. Without a label it is a guard that somebody asked for which holds. */
function failsClosed({ GUARD_FAILS, GUARD_MODEL, EXPERIENCE_RATING }: z.infer<typeof environment>): boolean {
  if (GUARD_FAILS !== undefined) return GUARD_FAILS === "closed";
  if (EXPERIENCE_RATING === undefined) return GUARD_MODEL !== undefined;
  return EXPERIENCE_RATING !== "restricted";
}
