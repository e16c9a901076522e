import { beginningOf, type Beginnings, beginningsOf } from "./beginnings.ts";
import { literal } from "./literal.ts";
import { SENTENCE_RULES } from "./sentence-rules.ts";
import type { Speaker } from "./speaker.ts";

/** What follows from a speaker's names alone. */
export interface Names {
  /** The rules of how a sentence begins, with the names that this NPC's model writes before a line. */
  beginnings: Beginnings;
  /** A line of the NPC's own that has its name before it. */
  own: RegExp;
  /** How a narrator begins who tells of the NPC by name: "The innkeeper". */
  told: RegExp;
  /** A signature behind a sentence, on its line: "Sit down. -- Marla". */
  signature: RegExp;
}

const known = new Map<string, Names>();
/** NPCs are few, and their names seldom change. */
const KNOWN = 1_000;

/** To make a pattern takes longer than to clean an answer with it, so each NPC's are made once. */
export function namesOf({ name, id }: Pick<Speaker, "name" | "id">): Names {
  const key = `${id}\n${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const names = {
    beginnings: beginningsFor(name, id),
    own: new RegExp(`^["“]?(?:${ownNames(name).map(literal).join("|")})(?: ?\\([^()]{1,40}\\))?\\s?[:：]`, "iu"),
    told: toldOf(name, id),
    signature: signatureOf(name, id),
  };
  if (known.size >= KNOWN) known.clear();
  known.set(key, names);
  return names;
}

const PLAYERS =
  "(?:the )?player(?: name)?(?: ?\\(?\\d+\\)?)?|user(?: ?\\d+)?|GPT4 Correct User|human|\\{player\\}|" +
  "玩家|用户|你|顾客|プレイヤー|ユーザー|あなた|플레이어|사용자|игрок|пользователь|jugador|usuario|joueur|utilisateur|spieler|benutzer|jogador|usuário";
const ADDRESSED = "you|friend|(?:the )?(?:guest|travell?er|adventurer|customer|visitor|stranger)";
const ROLES = "GPT4 Correct Assistant|assistant|npc|character|ai|bot|model|助手|アシスタント";

function beginningsFor(name: string, id: string): Beginnings {
  const own = [...ownNames(name), id, inWords(id), `the ${inWords(id)}`].map(literal).join("|");
  const speaker = `(?:(?:\\p{L}{2,16} )?(?:${own})|${ROLES})`;
  const rules = SENTENCE_RULES.map((rule, at) => {
    const named = rule.begins
      .replaceAll("SPEAKER", speaker)
      .replaceAll("ITSELF", `(?:${own})`)
      .replaceAll("PLAYER", `(?:${PLAYERS})`);
    const begins = new RegExp(`^(?:${named.replaceAll("ADDRESSED", `(?:${ADDRESSED})`)})`, "iu");
    return beginningOf(rule, begins, at);
  });
  return beginningsOf(rules);
}

const toldOf = (name: string, id: string): RegExp =>
  new RegExp(
    `^(?:${ownNames(name).map(literal).join("|")}|(?:the|our|old) (?:\\w+ )?${literal(inWords(id))})(?:[,’']?(?: then| also)? |(?<=[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Hang}])[はがも은는이가]?\\s?|['’]s )`,
    "iu",
  );

const signatureOf = (name: string, id: string): RegExp =>
  new RegExp(
    `(?<=[\\p{Sentence_Terminal}…"”])\\s*[-–—~]{1,3}\\s*(?:${[...ownNames(name), inWords(id)].map(literal).join("|")})(?:,? (?:the|of) [\\p{L} ]{1,24})?[.!]?$`,
    "iu",
  );

/** What people of a cast are called, in small letters. */
export const calledIn = (cast: { name: string; id: string }[]): ReadonlySet<string> =>
  new Set(
    cast
      .flatMap(({ name, id }) => [...ownNames(name), inWords(id), `the ${inWords(id)}`])
      .map((name) => name.toLowerCase())
      .filter((name) => name !== "the"),
  );

/** Captain Hale is also called Captain, and Hale. */
const ownNames = (name: string): string[] => [
  name,
  ...name.split(/\s+/).filter((part) => part.length > 2 && part !== name && /^\p{Lu}/u.test(part)),
];

const inWords = (id: string): string => id.replaceAll(/[-_]/g, " ");
