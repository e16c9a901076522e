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
  ...noteOf(HAPPENED, news.join("\n")),
  ...noteOf(SEEN, scene),
];

/** Takes the notes out of a message; answers with the rest and with the facts of the player that were in them. */
export function splitNotes(message: string): { text: string; facts: string[] } {
  const [upToLast] = splitAtLast(message, KNOWN.end);
  const known = [...upToLast.matchAll(KNOWN.note)];
  const facts = known.flatMap(([, note = ""]) => note.split("\n").filter((line) => line !== ""));
  return { text: TAGS.reduce((text, { note, end }) => takeOut(text, note, end), message), facts };
}

/** Angle brackets that open or close a tag become harmless: no player speaks in the harness's name, or in ours. */
export const withoutTags = (text: string): string =>
  text.includes("<") ? text.replace(/<(?=[/!?\p{L}])/gu, "‹") : text;

const noteOf = ({ name }: Tag, note: string): string[] =>
  note === "" ? [] : [`<${name}>\n${withoutTags(note)}\n</${name}>`];

interface Tag {
  name: string;
  end: string;
  /** What stands in it, with the tag around it. */
  note: RegExp;
}

const tag = (name: string): Tag => ({
  name,
  end: `\n</${name}>`,
  note: new RegExp(`<${name}>\\n([\\s\\S]*?)\\n</${name}>\\n?`, "g"),
});
const KNOWN = tag("what_you_know_of_this_player");
const HAPPENED = tag("what_has_happened");
const SEEN = tag("what_you_see");
const TAGS = [KNOWN, HAPPENED, SEEN];
