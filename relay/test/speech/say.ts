import { calledIn } from "../../speech/names.ts";
import type { Speaker } from "../../speech/speaker.ts";
import { speech } from "../../speech/speech.ts";

export type Call = [tool: string, args: Record<string, unknown>];

export interface Spoken {
  said: string[];
  calls: Call[];
  brokeCharacter: boolean;
}

/** What Marla says of an answer that comes in these pieces; she may wave and give one thing. */
export async function say(pieces: string[], speaker: Partial<Speaker> = {}): Promise<Spoken> {
  const spoken: Spoken = { said: [], calls: [], brokeCharacter: false };
  const marla: Speaker = {
    name: "Marla",
    id: "innkeeper",
    others: calledIn([
      { name: "Robin", id: "hunter" },
      { name: "Old Bess", id: "market-woman" },
    ]),
    offered: new Map([
      ["wave", []],
      ["give_item", ["item"]],
    ]),
    onCall: (tool, args) => spoken.calls.push([tool, args]),
    onBrokeCharacter: () => (spoken.brokeCharacter = true),
    ...speaker,
  };
  for await (const sentence of speech(arriving(pieces), marla)) spoken.said.push(sentence);
  return spoken;
}

async function* arriving(pieces: string[]): AsyncGenerator<string> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

/** A text in pieces that end at these places. */
export function cutAt(text: string, places: number[]): string[] {
  const ends = [...new Set([...places.map((place) => place % (text.length + 1)), text.length])].sort((a, b) => a - b);
  return ends.map((end, at) => text.slice(ends[at - 1] ?? 0, end));
}
