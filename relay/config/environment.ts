import { z } from "zod";
import { pasted, providerAddress, providerKey } from "./provider-values.ts";

const MINDS = ["auto", "letta-api", "letta-app-server", "direct"] as const;

const address = (protocol: RegExp, example: string) =>
  z
    .url({ protocol, error: `must be an address with its protocol and port, such as ${example}` })
    .transform((url) => url.replace(/\/+$/, ""));

/** Separated by commas. */
const listOf = (one: z.ZodType<string, string>) =>
  z
    .string()
    .transform((list) => list.split(",").map((entry) => entry.trim()))
    .pipe(z.array(one));

const amount = z.coerce.number("must be a number").int().positive();

const STARTS = "must be start places with the universe of each, such as 10539205763:kingdoms, separated by commas";
const startPlaces = z
  .string()
  .regex(/^\s*[1-9]\d*\s*:\s*[\w-]{1,64}\s*(,\s*[1-9]\d*\s*:\s*[\w-]{1,64}\s*)*$/, STARTS)
  .transform((list) => new Map(list.split(",").map((entry) => splitInTwo(entry, ":"))));

const keyList = z
  .string()
  .transform((list) => list.split(",").map((key) => key.trim()))
  .refine(
    (keys) => keys.every((key) => key.length >= 16),
    "each key needs at least 16 characters; separate keys by commas",
  );

/** The variables that the relay reads; `.env.example` explains each. */
export const environment = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number("must be a port number").int().min(0).max(65_535).default(8787),
  PUBLIC_URL: address(/^https?$/, "https://npcs.example.org").optional(),
  RELAY_KEYS: keyList.optional(),
  OPERATOR_KEYS: keyList.optional(),
  METRICS_KEY: keyList.optional(),
  ROBLOX_WEBHOOK_SECRET: z.string().min(8, "needs at least 8 characters").optional(),
  ROBLOX_START_PLACES: startPlaces.optional(),
  MIND: z.enum(MINDS, `must be one of ${MINDS.join(", ")}`).default("auto"),
  LETTA_API_KEY: z.string().trim().optional(),
  LETTA_BASE_URL: address(/^https?$/, "http://127.0.0.1:8283").optional(),
  LETTA_PASSWORD: z.string().optional(),
  LETTA_APP_SERVER_URL: listOf(address(/^wss?$/, "ws://127.0.0.1:4500")).optional(),
  LETTA_APP_SERVER_TOKEN: listOf(z.string().min(1, "must not be empty")).optional(),
  LETTA_PROCESSES: z.union([z.literal("auto"), amount.max(64)], "must be auto or a number from 1 to 64").default(1),
  GATEWAY_TOKEN: z.string().min(16, "needs at least 16 characters").optional(),
  GATEWAY_URL: address(/^https?$/, "http://relay.internal:8787/llm/v1").optional(),
  OPENAI_API_KEY: providerKey.optional(),
  OPENAI_BASE_URL: providerAddress.optional(),
  MODEL: pasted.optional(),
  GUARD_MODEL: pasted.optional(),
  GUARD_BASE_URL: providerAddress.optional(),
  GUARD_API_KEY: providerKey.optional(),
  GUARD_DEADLINE_MS: z.coerce.number("must be a number of milliseconds").int().min(100).max(7_000).default(2_500),
  GUARD_FAILS: z.enum(["open", "closed"], "must be open or closed").optional(),
  DATA_DIR: z.string().default(".townsfolk"),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: "must be an address such as postgres://user:password@127.0.0.1:5432/townsfolk",
    })
    .optional(),
  EXPERIENCE_RATING: z
    .enum(["minimal", "mild", "moderate", "restricted"], "must be minimal, mild, moderate or restricted")
    .optional(),
  KEEP_TURNS_DAYS: z.coerce.number("must be a number of days").int().min(1).max(3650).default(30),
  OPENAI_RPM: amount.optional(),
  OPENAI_TPM: amount.optional(),
  BUDGET_USD_PER_DAY: z.coerce.number("must be an amount of US dollars").positive().optional(),
  KEY_TURNS_PER_MINUTE: amount.default(6_000),
  SERVER_TURNS_PER_MINUTE: amount.default(600),
  NPC_TURNS_PER_MINUTE: amount.default(3_000),
  PLAYER_TURNS_PER_MINUTE: amount.default(20),
  KEY_OPEN_TALKS: amount.default(20_000),
  SERVER_OPEN_TALKS: amount.default(1_000),
  NPC_OPEN_TALKS: amount.default(10_000),
  PLAYER_OPEN_TALKS: amount.default(20),
  WORDS_FILE: z.string().optional(),
  LOG_TEXT: z.enum(["0", "1"], "must be 0 or 1").default("0"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

function splitInTwo(text: string, at: string): [string, string] {
  const [before = "", after = ""] = text.split(at);
  return [before.trim(), after.trim()];
}
