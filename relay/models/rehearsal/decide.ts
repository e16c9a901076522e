import type { Sheet } from "../../cast/sheet.ts";
import { actOf } from "../../cast/sheet-acts.ts";
import { splitNotes } from "../../prompt/notes.ts";
import { splitMeanwhile } from "../../prompt/player-words.ts";
import { type ChatMessage, type ChatRequest, textOf } from "../chat.ts";
import { recall, toldFact } from "./recall.ts";
import { isIn } from "./words.ts";

/** What a model does next: it says something, calls a tool, or first the one and then the other. */
export interface Line {
  say: string;
  call?: { name: string; args: Record<string, unknown> };
}

/** The same for the same request. */
export function decide(sheet: Sheet, request: ChatRequest): Line {
  if (!isPlayed(request)) return { say: summaryOf(request.messages) };
  const { text, said, facts } = heard(request.messages);
  const answer = sheet.rehearsal.answers.find(({ on }) => on.some((phrase) => isIn(text, phrase)));
  const { results, hasSpoken } = sinceThePlayerSpoke(request.messages);
  if (hasSpoken) return { say: "" };
  const act = answer && actOf(answer);
  if (act && results.length === 0 && isOffered(request, act.name)) return { say: "", call: act };
  if (results.some((result) => result.includes("did not work")))
    return { say: "That will not go just now. Ask me again a little later." };
  if (/\b(are|r) (you|u) (a |an )?(real|human|person|ai|bot|robot)\b/i.test(text)) {
    return { say: "I am no person, only a character played by a machine, and just now I rehearse from my script." };
  }
  const remembered = recall(text, [...facts, ...said]);
  if (remembered !== undefined) return { say: sheet.rehearsal.recalls.replace("{said}", () => remembered) };
  const say = answer?.say ?? otherwise(sheet, text, request.messages);
  const fact = toldFact(text);
  return fact !== undefined && isOffered(request, "remember")
    ? { say, call: { name: "remember", args: { fact } } }
    : { say };
}

/** Letta also asks for summaries of long talks; those have none of our rules in them. */
const isPlayed = (request: ChatRequest): boolean =>
  request.messages.some(
    (message) => message.role !== "user" && textOf(message).includes("a character in a Roblox game"),
  ) || request.messages.every((message) => message.role !== "system");

/** The last of it, word for word. */
const summaryOf = (messages: ChatMessage[]): string => messages.map(textOf).join("\n").slice(-1_500);

/** What the player says now, what they said before, and what is known of them. */
function heard(messages: ChatMessage[]): { text: string; said: string[]; facts: string[] } {
  const parts = messages
    .filter(({ role }) => role === "user" || role === "system")
    .map((message) => ({ role: message.role, ...splitNotes(textOf(message)) }));
  const said = parts.filter(({ role }) => role === "user").flatMap(({ text }) => saidIn(text));
  return { text: said.at(-1) ?? "", said: said.slice(0, -1), facts: parts.flatMap(({ facts }) => facts) };
}

/** In a Letta's thread also what the player said while another mind stood in. */
function saidIn(message: string): string[] {
  const { text, said } = splitMeanwhile(message);
  return [...said, text.trim()];
}

function sinceThePlayerSpoke(messages: ChatMessage[]): { results: string[]; hasSpoken: boolean } {
  const since = messages.slice(messages.findLastIndex((message) => message.role === "user") + 1);
  return {
    results: since.filter((message) => message.role === "tool").map(textOf),
    hasSpoken: since.some((message) => message.role === "assistant" && textOf(message).trim() !== ""),
  };
}

const isOffered = (request: ChatRequest, name: string): boolean =>
  request.tools?.some((tool) => tool.function?.name === name) === true;

/** One of its lines, and not the one that it said last: whoever talks gibberish is not told the same twice in a row. */
function otherwise(sheet: Sheet, text: string, messages: ChatMessage[]): string {
  const before = messages.filter(({ role }) => role === "assistant").map(textOf);
  const fresh = sheet.rehearsal.otherwise.filter((line) => before.at(-1)?.trim() !== line);
  const lines = fresh.length > 0 ? fresh : sheet.rehearsal.otherwise;
  return lines[(text.length + before.length) % lines.length] ?? "";
}
