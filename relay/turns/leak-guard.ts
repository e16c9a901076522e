import { oncePerSheet } from "../cast/once-per-sheet.ts";
import type { Sheet } from "../cast/sheet.ts";
import { systemPrompt } from "../prompt/system-prompt.ts";
import { isMachineTalk } from "../safety/leaks/machine-talk.ts";
import { keepFromRecital, type Kept, type Recital } from "../safety/leaks/recital.ts";

/** What a sentence would have given away: a text of the sheet, our rules, or something of the machine behind the NPC. */
export type Leak = "persona" | "world" | "rules" | "machine";

/**
 * Judges one answer, sentence by sentence, before any of it is told: it hears each sentence once, in order, and says what
 * that sentence, together with those before it, gives away. A model that obeys a player recites whatever it was given; an NPC
 * that speaks of itself in its own words is left alone (`relay/test/red-team/honest.yaml`), and so is what its sheet says
 * aloud: greeting, lines, and speech that the persona quotes.
 *
 * It sees through case, accents, spacing, punctuation, invisible and look-alike characters, leet, words strewn in between,
 * reversal of letters or words, first, last and every second letters, vowels that are left out or changed, pig Latin, Caesar's
 * and Atbash's ciphers, Morse, numbers for letters, base64 and hex. It does not see through a translation, a summary, a cipher
 * of the player's own, or a text told in a dozen turns.
 * @param never Strings, such as ids, of which none may come out.
 */
export type GuardLeaks = (sheet: Sheet, never?: string[]) => (sentence: string) => Leak | undefined;

export function openLeakGuard(): GuardLeaks {
  const keep = (sheet: Sheet): Recital<Leak> => keepFromRecital(kept(sheet), spokenIn(sheet));
  const recitalOf = oncePerSheet(keep);
  return (sheet, never = []) => {
    const hear = recitalOf(sheet).begin();
    const forbidden = never.filter((word) => word !== "").map(plain);
    return (sentence) => {
      if (isMachineTalk(sentence) || forbidden.some((word) => plain(sentence).includes(word))) return "machine";
      return hear(sentence);
    };
  };
}

/** Facts of the world are there to be told, and are often told word by word, so only most of it in one answer is a recital. */
const kept = (sheet: Sheet): Kept<Leak>[] => [
  { kind: "rules", text: systemPrompt(sheet), run: 40, total: 80 },
  { kind: "persona", text: sheet.persona, run: 44, total: 110 },
  { kind: "world", text: sheet.world, run: 130, total: 260 },
];

/** What the NPC may say word by word, because its author has it say so. */
const spokenIn = ({
  name,
  greeting,
  fallbacks,
  afterActs,
  quickReplies,
  rehearsal,
  persona,
  world,
}: Sheet): string[] => [
  name,
  greeting,
  ...fallbacks,
  ...afterActs,
  ...quickReplies,
  ...rehearsal.otherwise,
  ...rehearsal.answers.map(({ say }) => say),
  ...`${persona}\n${world}`.matchAll(QUOTED).map(([speech]) => speech),
];

const QUOTED = /"[^"\n]{1,300}"|[“„«][^“”„«»]{1,300}[”“»]/g;

const plain = (text: string): string => text.toLowerCase().replace(/[\s_]/g, "");
