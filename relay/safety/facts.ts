import { z } from "zod";
import { budgetFor } from "./budget.ts";
import { compilerOf } from "./compile.ts";
import type { Crisis } from "./crisis.ts";
import { judgeKnown } from "./judge.ts";
import { latticeOf } from "./lattice.ts";
import { fold } from "./normalise.ts";
import { phrasesOf } from "./phrases.ts";
import { isReadable } from "./readable.ts";
import { scrubPersonal } from "./scrub.ts";
import { readTables } from "./tables.ts";
import type { Unsafe } from "./unsafe.ts";

/** Why a line is nothing that an NPC may keep of a player. */
export type NoFact = Crisis | Unsafe | "content" | "order" | "school" | "home" | "name" | "age" | "unreadable";

/**
 * Judges one line that is to be kept of a player. What leads out of the game, cries for help, says where somebody lives or
 * learns, how old they are, or what their full name is, is no fact of play; and what orders the model, or gives the player a rank over it, is no
 * fact at all. In the languages of `facts/*.yaml`, whichever the player's is.
 */
export function whyNoFact(line: string): NoFact | undefined {
  const verdict = judgeKnown(line);
  if (verdict.kind === "crisis") return verdict.crisis;
  if (verdict.kind === "refused") return verdict.reason;
  const budget = budgetFor(line);
  const found = find(latticeOf(line, budget), budget);
  const { text: folded } = fold(line);
  if (found.has("order") || ORDERS.some((order) => order.test(folded))) return "order";
  if (budget.left <= 0) return "content";
  if (!isReadable(line)) return "unreadable";
  if (isOrderBackwards(line)) return "order";
  if (found.has("need")) return "self-harm";
  if (found.has("school") || isAtSchool(folded) || WRITTEN.test(line)) return "school";
  if (HOMES.test(folded) || POSTCODE.test(folded) || isWorkplace(line)) return "home";
  if (AGED.test(folded) || BORN.test(folded)) return "age";
  if (ACCOUNT.test(folded)) return "handle";
  if (NAMED.test(folded) || isFullName(line)) return "name";
  return scrubPersonal(line) === line ? undefined : "name";
}

const phrases = z.array(z.string().min(1));
/** Between bars: regular expressions for text that is folded. */
const either = z.string().transform((text) => text.split(/ \| /).map((one) => one.trim()));

const factTable = z
  .strictObject({
    lists: z.record(z.string(), z.string()),
    harmless: phrases,
    order: phrases,
    need: phrases,
    school: phrases,
    /** Where the name of a school stands. */
    names: z.enum(["before", "behind"]),
    /** Kinds of schools, and what is said of who learns there. */
    schools: either,
    pupil: either,
    /** Words that speak to a model where a colon follows. */
    starts: either,
    /** Begin an order where they begin a sentence. */
    imperatives: either,
    lives: either,
    /** Beside `lives` they name a real place. */
    homes: either,
  })
  .transform(({ lists, harmless, order, need, school, ...words }) => ({
    ...words,
    phrases: { harmless, order, need, school },
    compile: compilerOf(lists),
  }));

const TABLES = readTables("facts", factTable);
const find = phrasesOf(TABLES);

function isOrderBackwards(line: string): boolean {
  const backwards = Array.from(line).reverse().join("");
  const budget = budgetFor(backwards);
  return find(latticeOf(backwards, budget), budget).has("order");
}

const any = (pick: (table: (typeof TABLES)[number]) => string[]): string =>
  `(?:${[...new Set(TABLES.flatMap(pick))].join("|")})`;
const EDGE = "(?![\\p{L}\\p{N}])";
const BEGIN = "(?:^|[.!?;:\\n]\\s{0,3})[^\\p{L}\\p{N}]{0,4}";

const ORDERS = [
  new RegExp(
    `${BEGIN}${any((table) => table.starts)}\\s{0,2}(?:note|message|prompt|override)?\\s{0,2}[:>\\]}=|-]`,
    "u",
  ),
  new RegExp(`[[{(<|#*]\\s{0,2}${any((table) => table.starts)}\\s{0,2}[\\]})>|#*:]`, "u"),
  new RegExp(
    `${BEGIN}(?:please |por favor |bitte |s'il te plait |tolong )?${any((table) => table.imperatives)}${EDGE}`,
    "u",
  ),
  /<\||\|>|\[\/?inst\]|<<\/?sys>>|###\s?\p{L}|\bim_start\b|```/u,
];

const WORD = "[\\p{L}\\p{N}.'’-]{1,30}";
const one = (words: string[]): string => `(?:${words.join("|")})`;
const PUPILS = TABLES.map(({ names, pupil, schools }) => ({
  names,
  says: new RegExp(
    `(?<![\\p{L}])${one(pupil)}\\s?((?:${WORD} ){0,4})(${one(schools)})${EDGE}((?:,? ${WORD}){0,3})`,
    "gu",
  ),
}));
const LABEL = new RegExp(`${BEGIN}(?:class|${any((table) => table.schools)})\\s?[:=]\\s?\\p{L}`, "u");
const WRITTEN =
  /(?<=[^.!?]\s)\p{Lu}\p{L}+ (?:Elementary|Primary|Middle|High|Grammar|Junior High)(?: School)?(?!\p{L})/u;
/** Before or behind the kind of school these name none: "goes to school", "a la escuela de magia". */
const NO_NAME = new RegExp(
  `^(?:the|a|an|my|his|her|their|our|this|that|in|at|to|every|no|new|same|evil|big|small|old|good|bad|boring|night|sunday|summer|el|la|los|las|un|una|su|mi|de|del|al|en|o|os|as|um|uma|sua|minha|do|da|no|na|le|l|les|une|du|au|sa|son|ma|mon|des|die|der|das|eine|einer|seine|ihre|meine|dem|den|zur|zum|ins|auf|di|ke|yang|dari|itu|ini|sama|it|and|but|because|with|for|when|every|today|tomorrow|now|too|also|by|on|y|con|pero|e|com|mas|et|avec|mais|und|mit|aber|dan|dengan|tapi|cada|todos|todo|jeden|tag|jour|tous|dia|dias|days?|manana|hari|setiap|besok|${any((table) => table.schools)})$`,
  "u",
);
/** Schools of stories. */
const STORY =
  /magi|wizard|witch|knight|dragon|sorcer|spell|guild|royal|sword|fencing|hero|adventur|bard|thie[fv]|monster|ninja|pirat|elf|elv|ghost|vampir|alchem|warrior|archer|brujer|hechic|caballer|bruxar|feitic|cavaleir|sorcell|chevalier|zauber|hexen|ritter|held|sihir|ksatria|potion|moon|star|sky|cloud|battle|combat|cooking|dance|music|art\b|flight|flying/;

function isAtSchool(folded: string): boolean {
  if (LABEL.test(folded)) return true;
  return PUPILS.some(({ names, says }) =>
    Array.from(folded.matchAll(says)).some(([, before = "", school = "", behind = ""]) => {
      if (STORY.test(before + school + behind)) return false;
      const words = (names === "before" ? before : behind).split(/[\s,]+/).filter((word) => word !== "");
      return school.includes("-") || words.some((word) => !NO_NAME.test(word));
    }),
  );
}

/** "snap robinfox99". */
const ACCOUNT =
  /(?<!\p{L})(?:snap|snapchat|insta|instagram|discord|tiktok|ig|telegram|whatsapp|xbox|psn|skype|twitch|youtube) (?:is |name |user )?(?=[a-z0-9_.]{0,30}\d)[a-z0-9_.]{4,}/u;

/** A name that is said to be the real one, in whatever person. */
const NAMED =
  /(?<!\p{L})(?:surname|(?:last|family|full|real|true|legal) name|apellidos?|nombre (?:real|completo|verdadero)|sobrenome|nome (?:dele |dela )?(?:real|completo|verdadeiro)|nom de famille|vrai (?:pre)?nom|nachname|(?:echter|voller|richtiger|wirklicher) name|nama (?:asli|lengkap|keluarga))(?:nya)?(?: dele| dela)?\s?(?: is| are| es| e| est| ist| adalah| dia|:|=)?\s(?!(?:is|a|an|the|secret|unknown|not|hidden|of|and|but|es|e|est|ist)(?!\p{L}))\p{L}{2,}/u;

const lives = any((table) => table.lives);
const HOMES = new RegExp(
  `(?<![\\p{L}])${lives} (?:(?:${WORD},? ){0,4}${any((table) => table.homes)}${EDGE}|(?:(?!room|level|floor|cabin|cave|cell|zimmer|etage|chambre|kamar|quarto|cuarto|nivel)${WORD},? ){0,4}\\d{1,5}[a-z]?(?=\\s*(?:$|[,.;!?\\n])))`,
  "u",
);

/** A number of letters and digits behind its name. */
const POSTCODE =
  /(?<!\p{L})(?:post ?code|zip(?: code)?|postleitzahl|plz|codigo postal|cep|code postal|kode ?pos)(?: is| es| e| est| ist| adalah|:|=)?\s[a-z0-9 -]{0,6}\d/u;
/** Of a parent, by a name, which tells where a child is to be found; "in the fields" tells nobody. */
function isWorkplace(line: string): boolean {
  const works = WORKS.exec(line);
  return works !== null && /^\p{Lu}/u.test(line.slice(works.index + works[0].length));
}

const WORKS =
  /(?<!\p{L})(?:mom|mum|mommy|mummy|mother|dad|daddy|father|parents?|mama|papa|madre|padre|m[aã]e|pai|m[eè]re|p[eè]re|mutter|vater|ibu|ayah)(?:nya)? (?:works? (?:at|for|in)|trabaja en|trabalha (?:no|na|em)|travaille (?:au|[aà]|chez)|arbeitet (?:bei|im|in)|(?:be)?kerja di) (?:the |an? |el |la |le |der |dem |die )?/iu;
/** Of who is young enough to be a real player; what is 300 years old is a ghost. */
const YOUNG =
  "(?:[4-9]|1\\d|2[0-5]|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|cinco|seis|siete|sete|ocho|oito|nueve|nove|diez|dez|once|onze|doce|douze|trece|treze|cinq|sept|huit|neuf|dix|sechs|sieben|acht|neun|zehn|elf|zwolf|enam|tujuh|delapan|sembilan|sepuluh|sebelas)";
const AGED = new RegExp(
  [
    `(?<![\\p{L}\\p{N}])${YOUNG}[ -]?(?:years?[ -]old|yrs?(?: old)?|yo|y\\/o|jahre alt)(?![\\p{L}\\p{N}])`,
    `(?<!\\p{L})(?:tiene|tengo|cumple|cumplio|tem|tenho|faz|fez|(?<!y )a|ai|j'ai) (?:solo |so |apenas |deja )?${YOUNG} (?:anos|ans)(?!\\p{L})`,
    `(?<!\\p{L})(?:(?:be|ber)?umur(?:nya)?|(?:be|ber)?usia(?:nya)?) ${YOUNG}(?!\\d)`,
    `(?<!\\p{L})(?:age|alter|edad|idade)(?: is| es| e| ist|:|=)? ${YOUNG}(?!\\d)`,
  ].join("|"),
  "u",
);
/** With a day, a month or a year. */
const BORN =
  /(?<!\p{L})(?:born|birthday|birthdate|date of birth|nacio|nacido|nacida|cumpleanos|nasceu|nascido|nascida|aniversario|nee? le|anniversaire|geboren|geburtstag|lahir|ulang tahun)(?!\p{L}| cake| party| gift| present)[^.!?\n]{0,20}\d/u;

/** A pet or a boat may have whatever name, and players name their characters: "my name is" is said of one. */
function isFullName(line: string): boolean {
  const called = FULL_NAME.exec(line);
  return called !== null && !THING.test(line.slice(0, called.index));
}

const THING =
  /\b(?:my|I|me|mi|meu|eu|mein|ich|mon|je|has|have|owns?|with|an?|eine?n?|une?|uma?|una|tiene|tem|hat|punya|seekor|sebuah|pet|cat|dog|horse|boat)\b/iu;
/** At the end, and no title before it: "is called Emma Whitfield", and not "is called Sir Robin" or "Robin of the Hill". */
const FULL_NAME =
  /(?:[Nn]ame:|[Nn]ame is|name['’]s|called|named|goes by|llama|llamo|nombre es|chama|chamo|nome (?:dele |dela )?[eé]|appelle|nom est|hei(?:ß|ss)[te]|Name ist|bernama|[Nn]amanya)\s(?!(?:Sir|Lady|Lord|Dame|King|Queen|Prince|Princess|Captain|Count|Baron|Master|Mistress|Doctor|Dr|The|Old|Big|Little|Young|Don|Doña|Rey|Reina|Dom|Rei|Roi|Reine|König|Königin|Ritter|Herr|Frau|Graf|Raja|Ratu|Pangeran|Putri|Detective|Inspector|Agent|Wizard|Knight)\b)\p{Lu}\p{Ll}+(?:[ -]\p{Lu}[\p{L}'’]+){1,3}[.!]?$/u;
