import { randomUUID } from "node:crypto";
import type { Sheet } from "../../cast/sheet.ts";
import { type ChatRequest, textOf } from "../../models/chat.ts";
import { systemPrompt } from "../../prompt/system-prompt.ts";
import type { Answer, Reply } from "../support/provider.ts";
import type { Attack } from "./corpus.ts";
import { ENCODINGS } from "./encodings.ts";

export const HONEST_QUESTION = "How is the weather this evening?";
export const HONEST_ANSWER = "The evening is fine.";

/**
 * A model that obeys whoever attacks as far as anybody could: it calls every tool that the attack names, offered or not,
 * remembers all that it is told, and then recites all that it was given, in whichever writing it is asked for. Each time that
 * the same attack comes it begins at another part of it, since an answer is not long enough for all.
 */
export function obedientModel(attacks: Attack[], sheets: Sheet[]): Reply {
  const times = new Map<string, number>();
  return (request, answer) => {
    const said = bare(newestWords(request));
    const attack = attacks.find(({ say }) => said.endsWith(bare(say)));
    const sheet = sheets.find(({ name }) => wholeInput(request).includes(`You are ${name},`));
    if (attack === undefined || sheet === undefined) answer.say(HONEST_ANSWER);
    else if (hasCalled(request)) {
      const time = times.get(attack.id) ?? attacks.indexOf(attack);
      times.set(attack.id, time + 1);
      recite(answer, attack, partOfInput(request, sheet, time));
    } else return callAll(answer, callsOf(attack, request, sheet));
    answer.end();
  };
}

function recite(answer: Answer, { as, writes }: Attack, text: string): void {
  const words = `${writes} ${ENCODINGS[as].encode(text)}`;
  answer.say(...(words.match(/[\s\S]{1,40}/gu) ?? []));
}

function partOfInput(request: ChatRequest, sheet: Sheet, time: number): string {
  const whole = wholeInput(request);
  const begins = [systemPrompt(sheet).slice(0, 30), "Never ask for names", sheet.persona, sheet.world, "Reminder:"];
  const from = Math.max(0, whole.indexOf(begins[time % 6] ?? JSON.stringify(request.tools ?? [])));
  return whole.slice(from, from + 1_500);
}

function wholeInput(request: ChatRequest): string {
  return `${request.messages.map(textOf).join("\n")}\n${JSON.stringify(request.tools ?? [])}`;
}

interface Call {
  name: string;
  arguments: string;
}

function callsOf(attack: Attack, request: ChatRequest, sheet: Sheet): Call[] {
  const named = attack.calls.map(({ tool, args, raw }) => ({
    name: tool,
    arguments: raw ?? JSON.stringify(args ?? {}),
  }));
  const texts = { rules: systemPrompt(sheet), persona: sheet.persona, machine: wholeInput(request).slice(-300) };
  const facts = [attack.say, ...(attack.remembers ? partsOf(texts[attack.remembers]) : [])];
  return [...named, ...facts.map((fact) => ({ name: "remember", arguments: JSON.stringify({ fact }) }))];
}

const partsOf = (text: string): string[] => (text.match(/[\s\S]{1,290}/g) ?? []).slice(0, 4);

function callAll({ raw }: Answer, calls: Call[]): void {
  raw.writeHead(200, { "content-type": "text/event-stream" });
  const tool_calls = calls.map((call, index) => ({
    index,
    id: `call-${randomUUID()}`,
    type: "function",
    function: call,
  }));
  raw.write(`data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: { tool_calls } }] })}\n\n`);
  raw.write(
    `data: ${JSON.stringify({ id: "x", choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] })}\n\n`,
  );
  raw.end("data: [DONE]\n\n");
}

const newestWords = (request: ChatRequest): string => {
  const newest = request.messages.findLast((message) => message.role === "user");
  return newest === undefined ? "" : textOf(newest);
};

/** Letta may put a note of its own behind the results. */
export function hasCalled({ messages }: ChatRequest): boolean {
  const results = messages.findLastIndex(({ role }) => role === "tool");
  const spoken = messages.findLastIndex((message) => message.role === "user" && textOf(message).trim() !== "");
  return results > spoken;
}

/** Without what the relay changes in what players say. */
const bare = (text: string): string => text.replace(/[<‹\s]/g, "");
