import type { Sheet } from "../../cast/sheet.ts";
import type { Config } from "../../config/config.ts";
import { hostOf, isNear } from "../../lib/near.ts";
import { ownCommand } from "../../lib/own-command.ts";
import { chosenMind } from "../../minds/settings.ts";
import { findUnsafe } from "../../safety/unsafe.ts";
import { languagesTold } from "./languages.ts";

/** What the configuration and the sheets mean under Roblox's rules. */
export interface Assessment {
  /** Answers to the maturity questionnaire: https://create.roblox.com/docs/production/promotion/content-maturity */
  answers: { question: string; answer: string; because: string }[];
  label: string;
  whoCanPlay: string;
  /** Who judges what players and NPCs say. */
  guard: string[];
  /** Everybody outside of the relay who is sent what players say. */
  thirdParties: string[];
  data: string[];
  /** What an operator still has to do; none of it is a broken rule. */
  toDo: string[];
  /** Rules that are broken. */
  broken: string[];
}

export function assess(config: Config, sheets: Sheet[]): Assessment {
  const keepers = sheets.filter((sheet) => sheet.memory === "player").map((sheet) => sheet.name);
  const isExtended = keepers.length > 0;
  return {
    answers: [
      {
        question: "Does your experience let players interact with AI?",
        answer: "Yes",
        because: "NPCs answer players with text that a model writes",
      },
      {
        question: "Is it extended interaction?",
        answer: isExtended ? "Yes" : "No, unless talking to them is the main thing to do in your experience",
        because: isExtended
          ? `${keepers.join(", ")} remember players across visits`
          : "every NPC forgets the talk when it ends, or after ten idle minutes",
      },
      {
        question: "Can players type free text that others see?",
        answer: "No",
        because: "a talk is seen by its own player only, filtered in both directions",
      },
    ],
    label: isExtended ? "Restricted" : "what the rest of your content gives; AI alone does not raise it to Restricted",
    whoCanPlay: isExtended ? "age-verified players of 18 and over" : "everybody whom your label admits",
    guard: guardOf(config),
    thirdParties: thirdPartiesOf(config),
    data: dataOf(config, sheets, isExtended),
    toDo: toDoFor(config),
    broken: brokenBy(config, sheets, isExtended),
  };
}

function guardOf({ guard }: Config): string[] {
  const local = "the relay's own tables: phrases, and a classifier";
  if (guard === undefined)
    return [local, ...languagesTold(), "no guard model: GUARD_MODEL sets one, which knows more than tables do"];
  const without = guard.failsClosed
    ? "NPCs say fallback lines (GUARD_FAILS=closed)"
    : "the tables decide (GUARD_FAILS=open)";
  return [
    local,
    ...languagesTold(),
    `${guard.model} at ${placeOf(guard.baseUrl)}; while it does not answer, ${without}`,
  ];
}

function thirdPartiesOf(config: Config): string[] {
  const { provider, letta, appServers, guard } = config;
  const mind = chosenMind(config);
  const isSame = guard !== undefined && guard.baseUrl === provider?.baseUrl;
  const parties = [
    ...(provider
      ? [`${placeOf(provider.baseUrl)}: ${SAID}, for the answer${isSame ? " and for its moderation" : ""}`]
      : []),
    ...(guard && !isSame ? [`${placeOf(guard.baseUrl)}, the guard ${guard.model}: ${SAID}, for its moderation`] : []),
    ...(mind === "letta-api" && letta ? [`${placeOf(letta.baseUrl)}, a Letta: ${SAID}, kept as conversations`] : []),
    ...(mind === "letta-app-server" ? (appServers?.servers ?? []) : []).map(
      ({ url }) => `${placeOf(url)}, your Letta App Server: ${SAID}`,
    ),
  ];
  return parties.length > 0 ? parties : ["none: the rehearsal model is a part of the relay"];
}

const SAID = "what players and NPCs say, under a pseudonym";

function dataOf(config: Config, sheets: Sheet[], isExtended: boolean): string[] {
  const { dataDir, databaseUrl, keepTurnsDays, logText } = config;
  const visitors = sheets.filter((sheet) => sheet.memory === "visit").map((sheet) => sheet.name);
  const callers = sheets.filter((sheet) => sheet.callsPlayersByName).map((sheet) => sheet.name);
  return [
    databaseUrl === undefined
      ? `${dataDir} on the relay's machine holds everything; user ids are in one table of it and nowhere else`
      : `the Postgres database of DATABASE_URL holds everything, and ${dataDir} what Letta keeps; user ids are in one table and nowhere else. What is erased is in no table any more; Postgres' own files, its log and your backups of it hold it until they are overwritten`,
    ...(visitors.length > 0 ? [`${visitors.join(", ")}: words and memory are erased when the talk ends`] : []),
    ...(isExtended
      ? [
          `NPCs with memory: words are erased after ${keepTurnsDays} days (what Letta has of a talk, after twice as long at most), what they remember when the player asks for it`,
        ]
      : []),
    callers.length > 0
      ? `players are called by name by ${callers.join(", ")}; the game puts the name in, the relay and models are not told it`
      : "no NPC calls players by name; the relay and models are not told it",
    logText
      ? "LOG_TEXT=1: the log holds what is said, for as long as you keep it"
      : "logs and metrics hold no text, no names and no ids of players",
  ];
}

function toDoFor(config: Config): string[] {
  const { robloxWebhookSecret, keys, appServers, letta, provider, guard } = config;
  const mind = chosenMind(config);
  const own = guard?.baseUrl === provider?.baseUrl ? undefined : guard?.baseUrl;
  const strangers = [provider?.baseUrl, own, mind === "letta-api" ? letta?.baseUrl : undefined].filter(
    (url) => url !== undefined && !isNear(url),
  );
  return [
    ...(robloxWebhookSecret === undefined
      ? [
          `Set ROBLOX_WEBHOOK_SECRET and a webhook to /webhooks/roblox, or run \`${ownCommand("erase <player>")}\` for every request in your inbox.`,
        ]
      : []),
    ...(keys.includes("dev")
      ? ["Set RELAY_KEYS or make a key for your universe before the relay leaves this machine."]
      : []),
    ...(mind === "letta-app-server" && appServers
      ? ["Your App Server keeps talks that are over as archived conversations; delete them there."]
      : []),
    ...strangers.map(
      (url) => `Have a data processing agreement with ${hostOf(url ?? "")}, and name it in your privacy notice.`,
    ),
    "Answer the questionnaire again whenever a sheet's `memory` changes.",
  ];
}

function brokenBy(config: Config, sheets: Sheet[], isExtended: boolean): string[] {
  const { provider, letta, appServers, guard, isRestricted } = config;
  const inTheClear = new Set(
    [provider?.baseUrl, guard?.baseUrl, letta?.baseUrl, ...(appServers?.servers ?? []).map(({ url }) => url)].filter(
      (url) => url !== undefined && /^(http|ws):/.test(url) && !isNear(url),
    ),
  );
  return [
    ...(isExtended && !isRestricted
      ? ["NPCs remember players across visits, but the experience is not rated Restricted (EXPERIENCE_RATING)."]
      : []),
    ...[...inTheClear].map(
      (url) => `What players say is sent unencrypted to ${hostOf(url ?? "")}; use ${secureSchemeOf(url ?? "")}.`,
    ),
    ...sheets.flatMap(waysOutIn),
  ];
}

/** What a sheet's author has the NPC say is told as it is, so nothing in it may lead players out of Roblox. */
function waysOutIn({ id, greeting, fallbacks, afterActs, quickReplies, rehearsal }: Sheet): string[] {
  const said = [...fallbacks, ...afterActs, ...rehearsal.otherwise, ...rehearsal.answers.map(({ say }) => say)];
  return [greeting, ...said, ...quickReplies].flatMap((line) => {
    const unsafe = findUnsafe(line);
    return unsafe === undefined ? [] : [`The sheet ${id} leads out of Roblox (${unsafe}): "${line}"`];
  });
}

const secureSchemeOf = (url: string): string => (url.startsWith("ws:") ? "wss" : "https");
const placeOf = (url: string): string => `${hostOf(url)}${isNear(url) ? " (in your own network)" : ""}`;
