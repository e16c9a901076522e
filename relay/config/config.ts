import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { z } from "zod";
import { SOCKET_LIMITS, type SocketLimits } from "../http/sockets.ts";
import { ConfigError } from "../lib/config-error.ts";
import { isLoopback, reachableHost } from "../lib/near.ts";
import { DEVELOPMENT_KEY } from "../limits/development.ts";
import type { TalkLimits } from "../limits/open-talks.ts";
import { KEY_LIMITS, type KeyLimits, type TurnLimits } from "../limits/rate-limits.ts";
import { DEADLINES, type MindSettings } from "../minds/settings.ts";
import type { ProviderSettings } from "../models/client/provider.ts";
import type { GuardSettings } from "../models/moderation/guard-shape.ts";
import { checkKinds } from "./check-kinds.ts";
import { environment } from "./environment.ts";
import { guardFrom } from "./guard-from.ts";
import { lettaFrom } from "./letta-from.ts";
import { sheetsFolder } from "./sheets-folder.ts";

export interface Config extends MindSettings {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Where Roblox reaches the relay, for `townsfolk doctor`; without a slash at the end. */
  publicUrl?: string;
  /** Bearer keys that place servers may use. */
  keys: string[];
  /** Keys of operators, who may change personas, look into every universe, and make keys. */
  operatorKeys: string[];
  /** Keys that open the metrics and nothing else. */
  metricsKeys: string[];
  /** What Roblox signs its webhook with. */
  robloxWebhookSecret?: string;
  /** The ids of start places, by which that webhook names games, each with its universe here. Not every universe is in it. */
  startPlaces: Map<string, string>;
  /** What a Letta outside of the relay shows at the gateway; absent: made anew at each start. */
  gatewayToken?: string;
  /** Absent: no provider, every NPC is played by the rehearsal model. */
  provider?: ProviderSettings;
  /** Absent: the local guard judges alone. */
  guard?: GuardSettings;
  /** Asks the provider for a word at the start, and says what was found. */
  asksModelAtStart: boolean;
  /** The Postgres database that is the store; absent: a SQLite file in `dataDir`. */
  databaseUrl?: string;
  sheetsDir: string;
  logLevel: string;
  /** The experience's label is Restricted (18+), so NPCs may remember players from visit to visit. */
  isRestricted: boolean;
  sockets: SocketLimits;
  /** Turns a minute that each may have. */
  turnLimits: TurnLimits;
  keyLimits: KeyLimits;
  /** Talks that each may have open at once. */
  talkLimits: TalkLimits;
  /** US dollars a day that all NPCs' models may cost; absent: no limit. */
  budgetUsdPerDay?: number;
  /** Logs what is said, for debugging on this machine. */
  logText: boolean;
  /** An operator's own words for the AI notice and the care cards, laid over `safety/words.yaml`. */
  wordsFile?: string;
  /** Days that the words of a turn are kept at most. */
  keepTurnsDays: number;
}

const OPENAI = "https://api.openai.com/v1";
/** On Windows under whatever case. */
const SYSTEM = /^(path|pathext|systemroot|comspec)$/i;

/** Reads `.env` and the environment, once, at start. The only place that does. */
export function readConfig(): Config {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return configFrom(process.env);
}

/** Where the relay of this machine listens, and an operator's key to it: for `npm run npc`. What is wrong there the relay says. */
export function readClientConfig(): { url: string; key?: string } {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { HOST = "", PORT = "", OPERATOR_KEYS = "", RELAY_KEYS = "", NODE_ENV } = process.env;
  const host = HOST.trim() || "127.0.0.1";
  const isDevelopment = isLoopback(host) && NODE_ENV !== "production" && (RELAY_KEYS + OPERATOR_KEYS).trim() === "";
  const key = OPERATOR_KEYS.split(",")[0]?.trim() || (isDevelopment ? DEVELOPMENT_KEY : undefined);
  return { url: `http://${reachableHost(host)}:${PORT.trim() || "8787"}`, ...(key !== undefined && { key }) };
}

/** The store is a Postgres database. */
export function isPostgresSet(): boolean {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return (process.env["DATABASE_URL"] ?? "").trim() !== "";
}

/** The folder of the store, as `.env` or the environment names it. */
export function readDataDir(): string {
  if (existsSync(".env")) process.loadEnvFile(".env");
  return process.env["DATA_DIR"]?.trim() || ".townsfolk";
}

/** @throws {ConfigError} with a message for the operator, one line a mistake. */
export function configFrom(variables: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
  const read = environment.safeParse(set);
  if (!read.success)
    throw new ConfigError(read.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("\n"));
  const { data: env } = read;
  checkKinds(env);
  return {
    host: env.HOST,
    port: env.PORT,
    ...(env.PUBLIC_URL !== undefined && { publicUrl: env.PUBLIC_URL }),
    ...keysFrom(env),
    ...(env.ROBLOX_WEBHOOK_SECRET !== undefined && { robloxWebhookSecret: env.ROBLOX_WEBHOOK_SECRET }),
    startPlaces: env.ROBLOX_START_PLACES ?? new Map<string, string>(),
    mind: env.MIND,
    dataDir: resolve(env.DATA_DIR),
    ...(env.DATABASE_URL !== undefined && { databaseUrl: env.DATABASE_URL }),
    sheetsDir: sheetsFolder(),
    logLevel: env.LOG_LEVEL,
    systemEnv: Object.fromEntries(Object.entries(variables).filter(([name]) => SYSTEM.test(name))),
    sockets: SOCKET_LIMITS,
    keyLimits: KEY_LIMITS,
    deadlines: DEADLINES,
    turnLimits: {
      key: env.KEY_TURNS_PER_MINUTE,
      server: env.SERVER_TURNS_PER_MINUTE,
      npc: env.NPC_TURNS_PER_MINUTE,
      player: env.PLAYER_TURNS_PER_MINUTE,
    },
    talkLimits: {
      key: env.KEY_OPEN_TALKS,
      server: env.SERVER_OPEN_TALKS,
      npc: env.NPC_OPEN_TALKS,
      player: env.PLAYER_OPEN_TALKS,
    },
    ...(env.BUDGET_USD_PER_DAY !== undefined && { budgetUsdPerDay: env.BUDGET_USD_PER_DAY }),
    logText: logTextFrom(env),
    isRestricted: env.EXPERIENCE_RATING === "restricted",
    keepTurnsDays: env.KEEP_TURNS_DAYS,
    ...(env.WORDS_FILE !== undefined && { wordsFile: resolve(env.WORDS_FILE) }),
    ...lettaFrom(env),
    ...(env.GATEWAY_TOKEN !== undefined && { gatewayToken: env.GATEWAY_TOKEN }),
    asksModelAtStart: true,
    ...providerFrom(env),
    ...guardFrom(env, providerFrom(env).provider),
  };
}

function providerFrom(env: z.infer<typeof environment>): { provider?: ProviderSettings } {
  if (env.OPENAI_API_KEY === undefined && env.OPENAI_BASE_URL === undefined) return {};
  return {
    provider: {
      baseUrl: env.OPENAI_BASE_URL ?? OPENAI,
      ...(env.OPENAI_API_KEY !== undefined && { apiKey: env.OPENAI_API_KEY }),
      ...(env.MODEL !== undefined && { model: env.MODEL }),
      ...(env.OPENAI_RPM !== undefined && { rpm: env.OPENAI_RPM }),
      ...(env.OPENAI_TPM !== undefined && { tpm: env.OPENAI_TPM }),
    },
  };
}

/** What players say must not end up in a log that anybody else could read. */
function logTextFrom({ HOST, LOG_TEXT }: z.infer<typeof environment>): boolean {
  if (LOG_TEXT === "1" && !isLoopback(HOST))
    throw new ConfigError("LOG_TEXT: is for debugging on loopback only; take it out or set HOST=127.0.0.1");
  return LOG_TEXT === "1";
}

/** Whoever sets a key means the relay for others: the one of a development run opens nothing then, to nobody. */
function keysFrom(env: z.infer<typeof environment>): Pick<Config, "keys" | "operatorKeys" | "metricsKeys"> {
  const { RELAY_KEYS, OPERATOR_KEYS, METRICS_KEY } = env;
  const isSet = RELAY_KEYS !== undefined || OPERATOR_KEYS !== undefined;
  const ofDevelopment = isSet ? [] : developmentKeys(env);
  return {
    keys: RELAY_KEYS ?? ofDevelopment,
    operatorKeys: OPERATOR_KEYS ?? ofDevelopment,
    metricsKeys: METRICS_KEY ?? [],
  };
}

/** Whoever can reach a loopback address is the developer, unless a proxy stands in front of it; anybody may reach any other. */
function developmentKeys({ HOST, NODE_ENV }: z.infer<typeof environment>): string[] {
  if (NODE_ENV === "production")
    throw new ConfigError("RELAY_KEYS: needed because NODE_ENV=production; make one with: openssl rand -hex 24");
  if (isLoopback(HOST)) return [DEVELOPMENT_KEY];
  throw new ConfigError(
    `RELAY_KEYS: needed because HOST=${HOST} can be reached by others; make one with: openssl rand -hex 24`,
  );
}
