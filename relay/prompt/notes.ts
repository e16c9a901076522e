import { splitAtLast, takeOut } from "../lib/split-at-last.ts";

/** What the NPC knows at this moment beside what is said. */
export interface Notes {
  /** What it knows of this player: facts, one a line. May be empty. */
  human: string;
  /** What it sees, in the game's words. May be empty. */
  scene: string;
  /** What the game has told it, oldest first. */
  news: string[];
}

/** The notes for the model, each in a tag of its own; none where there is nothing to note. */
export const notesOf = ({ human, scene, news }: Notes): string[] => [
  ...noteOf(KNOWN, human),
  ...noteOf("what_has_happened", news.join("\n")),
  ...noteOf("what_you_see", scene),
];

/** Takes the notes out of a message; answers with the rest and with the facts of the player that were in them. */
export function splitNotes(message: string): { text: string; facts: string[] } {
  const [upToLast] = splitAtLast(message, endOf(KNOWN));
  const known = [...upToLast.matchAll(noteIn(KNOWN))];
  const facts = known.flatMap(([, note = ""]) => note.split("\n").filter((line) => line !== ""));
  return { text: TAGS.reduce((text, tag) => takeOut(text, noteIn(tag), endOf(tag)), message), facts };
}

/** Angle brackets that open or close a tag become harmless: no player speaks in the harness's name, or in ours. */
export const withoutTags = (text: string): string => text.replace(/<(?=[/!?\p{L}])/gu, "‹");

const noteOf = (tag: string, note: string): string[] =>
  note === "" ? [] : [`<${tag}>\n${withoutTags(note)}\n</${tag}>`];

const KNOWN = "what_you_know_of_this_player";
const TAGS = [KNOWN, "what_has_happened", "what_you_see"];
const endOf = (tag: string): string => `\n</${tag}>`;
const noteIn = (tag: string): RegExp => new RegExp(`<${tag}>\\n([\\s\\S]*?)${endOf(tag)}\\n?`, "g");
