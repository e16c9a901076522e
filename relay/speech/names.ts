import { literal } from "./literal.ts";
import { SENTENCE_RULES } from "./sentence-rules.ts";
import type { Speaker } from "./speaker.ts";

const PLAYERS =
  "(?:the )?player(?: ?\\d| name)?|user|human|\\{player\\}|" +
  "玩家|用户|你|顾客|プレイヤー|ユーザー|あなた|플레이어|사용자|игрок|пользователь|jugador|usuario|joueur|utilisateur|spieler|benutzer|jogador|usuário";
const ADDRESSED = "you|friend|(?:the )?(?:guest|travell?er|adventurer|customer|visitor|stranger)";
const ROLES = "assistant|npc|character|ai|bot|model|助手|アシスタント";

/** The rules of how a sentence begins, with the names that this NPC's model writes before a line. */
export function beginningsFor({ name, id }: Pick<Speaker, "name" | "id">) {
  const parts = name.split(/\s+/).filter((part) => part.length > 2 && /^\p{Lu}/u.test(part));
  const own = [...new Set([name, id, id.replaceAll(/[-_]/g, " "), `the ${id}`, ...parts])].map(literal);
  const speaker = `(?:\\p{L}{2,16} )?(?:${own.join("|")})|${ROLES}`;
  return SENTENCE_RULES.map(({ begins, ...rule }) => ({
    ...rule,
    begins: new RegExp(
      `^(?:${begins.replaceAll("SPEAKER", `(?:${speaker})`).replaceAll("PLAYER", `(?:${PLAYERS})`).replace("ADDRESSED", ADDRESSED)})`,
      "iu",
    ),
  }));
}
