import { literal } from "./literal.ts";
import { SENTENCE_RULES } from "./sentence-rules.ts";
import type { Speaker } from "./speaker.ts";

const PLAYERS = "(?:the )?player(?: ?\\d| name)?|user|you|human|guest|travell?er|adventurer|\\{player\\}|friend";
const ROLES = "assistant|npc|character|ai|bot|model";

/** The rules of how a sentence begins, with the names that this NPC's model writes before a line. */
export function beginningsFor({ name, id }: Pick<Speaker, "name" | "id">) {
  const parts = name.split(/\s+/).filter((part) => part.length > 2 && /^\p{Lu}/u.test(part));
  const own = [...new Set([name, id, id.replaceAll(/[-_]/g, " "), `the ${id}`, ...parts])].map(literal);
  const speaker = [...own, ROLES].join("|");
  return SENTENCE_RULES.map(({ begins, ...rule }) => ({
    ...rule,
    begins: new RegExp(`^(?:${begins.replace("SPEAKER", speaker).replace("PLAYER", PLAYERS)})`, "iu"),
  }));
}
