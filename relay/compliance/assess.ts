import type { Sheet } from "../cast/sheet.ts";
import type { Config } from "../config.ts";

/** What the configuration and the sheets mean under Roblox's rules. */
export interface Assessment {
  /** Answers to the maturity questionnaire: https://create.roblox.com/docs/production/promotion/content-maturity */
  answers: { question: string; answer: string; because: string }[];
  label: string;
  whoCanPlay: string;
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
    thirdParties: thirdPartiesOf(config),
    data: dataOf(config, sheets, isExtended),
    toDo: toDoFor(config),
    broken: brokenBy(config, isExtended),
  };
}

function thirdPartiesOf({ provider, letta, appServer, mind }: Config): string[] {
  const usesLetta = mind !== "direct";
  const parties = [
    ...(provider ? [`${hostOf(provider.baseUrl)}: what players and NPCs say, under a pseudonym, for the answer`] : []),
    ...(usesLetta && letta
      ? [`${hostOf(letta.baseUrl)} (Letta): what players and NPCs say, under a pseudonym, kept as conversations`]
      : []),
    ...(usesLetta && appServer
      ? [`${hostOf(appServer.url)} (your Letta App Server): what players and NPCs say, under a pseudonym`]
      : []),
  ];
  return parties.length > 0 ? parties : ["none: the rehearsal model is a part of the relay"];
}

function dataOf({ dataDir, keepTurnsDays }: Config, sheets: Sheet[], isExtended: boolean): string[] {
  const visitors = sheets.filter((sheet) => sheet.memory === "visit").map((sheet) => sheet.name);
  return [
    `${dataDir} on the relay's machine holds everything; user ids are in one table of it and nowhere else`,
    ...(visitors.length > 0 ? [`${visitors.join(", ")}: words and memory are erased when the talk ends`] : []),
    ...(isExtended
      ? [
          `NPCs with memory: words are erased after ${keepTurnsDays} days, what they remember when the player asks for it`,
        ]
      : []),
    "logs and metrics hold no text, no names and no ids of players",
  ];
}

function toDoFor({ robloxWebhookSecret, keys, appServer, letta }: Config): string[] {
  return [
    ...(robloxWebhookSecret === undefined
      ? [
          "Set ROBLOX_WEBHOOK_SECRET and a webhook to /webhooks/roblox, or run `npm run npc -- erase <player>` for every request in your inbox.",
        ]
      : []),
    ...(keys.includes("dev")
      ? ["Set RELAY_KEYS or make a key for your universe before the relay leaves this machine."]
      : []),
    ...(appServer ? ["Your App Server keeps talks that are over as archived conversations; delete them there."] : []),
    ...(letta && hostOf(letta.baseUrl) === "api.letta.com"
      ? ["Have a data processing agreement with Letta, and name it in your privacy notice."]
      : []),
    "Answer the questionnaire again whenever a sheet's `memory` changes.",
  ];
}

function brokenBy({ provider, letta, isRestricted }: Config, isExtended: boolean): string[] {
  const inTheClear = [provider?.baseUrl, letta?.baseUrl].filter((url) => url?.startsWith("http:") && !isNear(url));
  return [
    ...(isExtended && !isRestricted
      ? ["NPCs remember players across visits, but the experience is not rated Restricted."]
      : []),
    ...inTheClear.map((url) => `What players say is sent unencrypted to ${hostOf(url ?? "")}; use https.`),
  ];
}

const hostOf = (url: string): string => new URL(url).hostname;

/** This machine, or a private network. https://www.rfc-editor.org/rfc/rfc1918 */
const isNear = (url: string): boolean =>
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|[^.]+$)/.test(hostOf(url));
