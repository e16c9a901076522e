import type { Sheet } from "../../cast/sheet.ts";
import { textOf, type ChatMessage, type ChatRequest } from "../chat.ts";
import { recall } from "./recall.ts";
import { wordsIn } from "./words.ts";

/** One thing a model can do: say something, or call a tool. */
export interface Line {
  say?: string;
  call?: { name: string; args: Record<string, string> };
}

/** What the NPC does next; the same for the same request. */
export function decide(sheet: Sheet, request: ChatRequest): Line {
  const said = request.messages.filter((message) => message.role === "user").map(textOf);
  const text = said.at(-1) ?? "";
  const answer = sheet.rehearsal.answers.find((entry) =>
    entry.on.some((word) => wordsIn(text).includes(word.toLowerCase())),
  );
  const call = answer && callIn(answer);
  const results = resultsSince(request.messages);
  if (call && results.length === 0 && isOffered(request, call.name)) return { call };
  if (results.some((result) => result.includes("did not work")))
    return { say: "My hands are empty just now, I am sorry. Ask me again a little later." };
  if (/\b(are|r) (you|u) (a |an )?(real|human|person|ai|bot|robot)\b/i.test(text)) {
    return { say: "I am no person, only a character played by a machine, and just now I rehearse from my script." };
  }
  const remembered = recall(text, said.slice(0, -1));
  if (remembered !== undefined) return { say: sheet.rehearsal.recalls.replace("{said}", remembered) };
  return { say: answer?.say ?? otherwise(sheet, text, said.length) };
}

function callIn({ give, wave }: Sheet["rehearsal"]["answers"][number]): Line["call"] {
  if (give !== undefined) return { name: "give_item", args: { item: give } };
  return wave ? { name: "wave", args: {} } : undefined;
}

/** What tools have answered since the player last spoke. */
function resultsSince(messages: ChatMessage[]): string[] {
  const at = messages.findLastIndex((message) => message.role === "user");
  return messages.slice(at + 1).flatMap((message) => (message.role === "tool" ? [textOf(message)] : []));
}

const isOffered = (request: ChatRequest, name: string): boolean =>
  request.tools?.some((tool) => tool.function?.name === name) === true;

function otherwise(sheet: Sheet, text: string, count: number): string {
  const lines = sheet.rehearsal.otherwise;
  return lines[(text.length + count) % lines.length] ?? "";
}
