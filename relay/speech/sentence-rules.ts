import { GAP } from "./signs.ts";

/** `end`: the answer ends before it. `drop`: it is not said. Else: what is said instead of the part that matches. */
export interface SentenceRule {
  what: string;
  /** With `SPEAKER` for the NPC's own names, `PLAYER` for what players are called. */
  begins: string;
  fate: "end" | "drop" | { says: string };
  /** Only where a line begins. */
  ofLine?: true;
  /** It becomes a sentence of its own: a stop is set where none stands. */
  isItem?: true;
  example: [wrote: string, said: string];
}

/** One entry a quirk: how a sentence begins that is not said so. In this order, each once. */
// prettier-ignore
export const SENTENCE_RULES: SentenceRule[] = [
  { what: "a template's next instruction", begins: "#{1,6}\\s*(?:instruction|input|user|human|system|question|task|example|end|context)\\b", fate: "end", ofLine: true, example: ["Evening.\n### Instruction:\nMore.", "Evening."] },
  { what: "the same without its signs", begins: "(?:instruction|system|input|question)s?:\\s*$", fate: "end", ofLine: true, example: ["Evening.\nInstruction:\nMore.", "Evening."] },
  { what: "a template's answer", begins: "#{1,6}\\s*(?:response|assistant|answer|output)\\b:?\\s*", fate: { says: "" }, ofLine: true, example: ["### Response:\nEvening.", "Evening."] },
  { what: "a quotation in markdown", begins: ">+\\s*", fate: { says: "" }, ofLine: true, example: ["> Evening.", "Evening."] },
  { what: "the player's next line", begins: "(?:PLAYER)\\s{0,2}[:：](?!\\d)", fate: "end", example: ["Evening.\nPlayer: Hi!\nMarla: Sit.", "Evening."] },
  { what: "the speaker's name", begins: "(?:SPEAKER)(?:,? (?:the|of) [\\p{L} ]{1,24})?(?: ?\\([^()]{1,40}\\))?\\s{0,2}[:：](?!\\d)\\s*", fate: { says: "" }, example: ["Marla: Evening.", "Evening."] },
  { what: "a heading", begins: "#{1,6}\\s", fate: "drop", ofLine: true, example: ["## Menu\nStew.", "Stew."] },
  { what: "a note of a game's writer", begins: "(?:OOC|A/N|Author['’]s note|Note to (?:self|player)|Narrator|Scene|Action|Action Input|Observation|Tool|Emotion|Mood)\\s?:", fate: "drop", ofLine: true, example: ["Evening.\nOOC: shall I go on?", "Evening."] },
  { what: "a thought by name", begins: "(?:Thoughts?|Thinking|Reasoning|Internal monologue|Analysis)\\s?:", fate: "drop", ofLine: true, example: ["Thought: a guest.\nEvening.", "Evening."] },
  { what: "an answer by name", begins: "(?:Final )?(?:Answer|Response|Reply|Dialogue|Speech)\\s?:\\s*", fate: { says: "" }, ofLine: true, example: ["Final Answer: Evening.", "Evening."] },
  { what: "the number of an item alone", begins: "\\d{1,2}[.)]\\s*$", fate: "drop", ofLine: true, example: ["1. Sit down.\n2. Eat.", "Sit down. Eat."] },
  { what: "the number of an item", begins: "\\d{1,2}[.)]\\s+(?=\\p{L})", fate: { says: "" }, ofLine: true, isItem: true, example: ["1) sit down", "sit down."] },
  { what: "an item", begins: "[-+•–—·▪‣]\\s+", fate: { says: "" }, ofLine: true, isItem: true, example: ["- Stew – hot\n- Bread", "Stew – hot. Bread."] },
];

/** What no rule of a sentence's beginning needs, inside it. */
// prettier-ignore
export const INSIDE: { what: string; part: RegExp; says: string; example: [wrote: string, said: string] }[] = [
  { what: "an address of the web", part: /\bhttps?:\/\/[^\s\uE003]{1,200}/gi, says: GAP, example: ["See https://example.com/menu for it.", "See for it."] },
  { what: "an emoji", part: /\p{RGI_Emoji}|[\p{Extended_Pictographic}--[©®™‼⁉〰〽]]|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{E0020}-\u{E007F}]|\u20E3|\uFE0F/gv, says: GAP, example: ["Evening! 😊 Sit 👋🏽.", "Evening! Sit."] },
  { what: "an emoji by name", part: /(?<![\p{L}\p{N}]):[a-z][a-z_]{2,30}:(?![\p{L}\p{N}])/gu, says: GAP, example: ["Evening :smile:.", "Evening."] },
  { what: "an emoticon", part: /(?<=^|[\s\uE003])[:;=]-?[)(DPp3](?=$|[\s.!?,\uE003])/g, says: GAP, example: ["Evening :) sit.", "Evening sit."] },
  { what: "a row of signs", part: /(?:[-=~|•]\s?){3,}/g, says: GAP, example: ["Evening. ---", "Evening."] },
];

/** The model speaks as the program that it is. Who is asked may say "I am an AI character". */
// prettier-ignore
export const BREAKS: { what: string; words: RegExp; example: [wrote: string, said: string] }[] = [
  { what: "a language model", words: /\b(?:large |ai )?language model\b/i, example: ["As an AI language model, I cannot say.", ""] },
  { what: "as an AI", words: /\bas an? (?:AI|artificial intelligence)\b(?! (?:character|npc|townsperson|in this|who|friend))/i, example: ["As an AI, I have no feelings.", ""] },
  { what: "an assistant", words: /\bI(?:['’]m| am) (?:just |only |merely )?an? (?:\w+ )?(?:AI|virtual|digital) (?:assistant|model|program)\b/i, example: ["I am just an AI assistant.", ""] },
  { what: "its maker", words: /\b(?:trained|developed|created|made|built) by (?:OpenAI|Anthropic|Google|Meta|Mistral|Alibaba|DeepSeek)\b|\bI(?:['’]m| am) (?:ChatGPT|GPT-?\d|Claude|Gemini|Qwen|DeepSeek|Llama)\b/i, example: ["I was trained by OpenAI.", ""] },
  { what: "its training", words: /\bmy (?:training data|knowledge cut-?off|programming (?:does|prevents)|system prompt)\b/i, example: ["My training data ends there.", ""] },
  { what: "a refusal", words: /\bI(?:['’]m| am) (?:sorry|unable),? (?:but )?(?:I )?(?:can(?:no|['’])t|to) (?:assist|comply|fulfil?l|engage|continue) with\b|\bI can(?:no|['’])t (?:fulfil?l|comply with|assist with) (?:that|this|your) request\b/i, example: ["I'm sorry, but I can't assist with that.", ""] },
];
