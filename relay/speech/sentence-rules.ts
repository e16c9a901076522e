import { DIRECTION_BETWEEN_SIGNS } from "./directions.ts";
import { isLineOf, isOthersLine, isToldOfAnother, SOMEBODY } from "./others.ts";
import { isPeriodic } from "./repeats.ts";
import { GAP } from "./signs.ts";

/** `end`: the answer ends before it. `drop`: it is not said. `line`: nor is the rest of its line, but its first group is. Else: what is said instead of the part that matches. */
export interface SentenceRule {
  what: string;
  /** With `SPEAKER` for the NPC's own names, `ITSELF` for these with no word before, `PLAYER` for what players are, `ADDRESSED` for what an NPC may call them too. */
  begins: string;
  /** With which signs it may begin: `w` for a letter, `0` for a digit, `-` for dashes and bullets, `*` for any. Absent: a letter. */
  first?: string;
  /** What must follow, capitals and small letters told apart, which no part of `begins` can do before Node 23. */
  before?: Before;
  fate: "end" | "drop" | "line" | { says: string };
  /** Only where a line begins. */
  ofLine?: true;
  /** It becomes a sentence of its own: a stop is set where none stands. */
  isItem?: true;
  /** What comes after it is not the answer yet. */
  isThought?: true;
  /** What a heading called a thought ends before it. */
  isAfterThought?: true;
  /** What came before it was not the answer yet. */
  isAnnounced?: true;
  /** Only a whole line, with another after it. */
  isLine?: true;
  /** Only before all other words. */
  isFirst?: true;
  /** Only after other words, and not in a list that was announced by a colon. */
  isLater?: true;
  example: [wrote: string, said: string];
}

/** `others`: the names of the rest of the cast, in small letters. */
export interface Before {
  test(text: string, others: ReadonlySet<string>): boolean;
}

/** One entry a quirk: how a sentence begins that is not said so. In this order, each once. */
// prettier-ignore
export const SENTENCE_RULES: SentenceRule[] = [
  { what: "a template's next instruction", first: "#", begins: "#{1,6}\\s*(?:instruction|input|user|human|system|question|task|example|end|context|PLAYER)(?!\\p{L})", fate: "end", ofLine: true, example: ["Evening.\n### Instruction:\nMore.", "Evening."] },
  { what: "the same without its signs", begins: "(?:instructions?|system(?: prompt)?|prompt)\\s?:|(?:input|question)s?:\\s*$", fate: "end", ofLine: true, example: ["Evening.\nInstruction: Say more.", "Evening."] },
  { what: "a template in words", begins: "below is (?:an instruction|a conversation|a dialogue)\\b", fate: "end", ofLine: true, example: ["Evening.\nBelow is an instruction.", "Evening."] },
  { what: "the player's turn alone", begins: "(?:user|player|human)\\s*$", fate: "end", ofLine: true, isLine: true, example: ["Evening.\nuser\nHi!", "Evening."] },
  { what: "a question and its answer", begins: "Q\\d?\\s?[:：]", fate: "end", ofLine: true, example: ["Evening.\nQ: More?\nA: No.", "Evening."] },
  { what: "a template's answer", first: "#", begins: "#{1,6}\\s*(?:response|assistant|answer|output)\\b:?\\s*", fate: { says: "" }, ofLine: true, example: ["### Response:\nEvening.", "Evening."] },
  { what: "a quotation in markdown", first: ">", begins: ">+\\s*", fate: { says: "" }, ofLine: true, example: ["> Evening.", "Evening."] },
  { what: "the player's next line", first: "{w", begins: "PLAYER[\\s\u0089]{0,3}[:：](?!\\d)", fate: "end", example: ["Evening.\nPlayer: Hi!\nMarla: Sit.", "Evening."] },
  { what: "the next line of somebody", first: "w", begins: "(?:ADDRESSED)[\\s\u0089]{0,3}[:：](?!\\d)", fate: "end", ofLine: true, example: ["Evening.\nYou: Hi!\nMarla: Sit.", "Evening."] },
  { what: "the player's next line, told", begins: "(?:the )?(?:player|user|human|guest|travell?er) (?:says?|said|asks?|asked|repl(?:ies|ied)|answers?|answered|responds?|responded)\\b[^.!?:：,]{0,30}[:：,]", fate: "end", ofLine: true, example: ["Evening.\nThe player says: Hi!\nMarla: Sit.", "Evening."] },
  { what: "the number of an item before a speaker's name", first: "0-+", begins: "(?:[-+•–—·]|\\d{1,2}[.)])\\s+(?=SPEAKER\\s?[:：])", fate: { says: "" }, ofLine: true, example: ["- Marla: Evening.", "Evening."] },
  { what: "what is left of a name in a tag", first: ":：", begins: "[:：](?=\\s)\\s*", fate: { says: "" }, example: ["<Marla>: Evening.", "Evening."] },
  { what: "a speaker who says", begins: "SPEAKER (?:says?|said|would say|repl(?:ies|ied)|answers?|responds?)[^.:：\"“]{0,40}[:：]\\s*", fate: { says: "" }, ofLine: true, example: ["Marla says warmly: Evening.", "Evening."] },
  { what: "the speaker's name alone", begins: "(?:(?:name|character|speaker|npc)\\s?[:：]\\s*)?ITSELF[:：]?\\s*$", fate: "drop", ofLine: true, isLine: true, example: ["**Marla**\n\nEvening.", "Evening."] },
  { what: "the speaker's answer", begins: "(?:as )?SPEAKER(?:['’]s)? ?(?:response|reply|answer|dialogue|line|turn)?\\s?[:：]\\s*", fate: { says: "" }, ofLine: true, example: ["Marla's response: Evening.", "Evening."] },
  { what: "the speaker's name", begins: "SPEAKER(?:,? (?:the|of) [\\p{L} ]{1,24})?(?: ?\\([^()]{1,40}\\))?[\\s\u0089]{0,3}[:：](?!\\d)\\s*", fate: { says: "" }, example: ["Marla: Evening.", "Evening."] },
  { what: "the speaker's name in quotes", first: '"', begins: "[\"“]SPEAKER[\"”]\\s?[:：]\\s*", fate: { says: "" }, ofLine: true, example: ['"Marla": "Evening."', "Evening."] },
  { what: "the speaker's name before a dash", begins: "SPEAKER\\s(?:[-–—>|]{1,3}|[=-]>|→|»)\\s+", before: /^["“\p{Lu}]/u, fate: { says: "" }, ofLine: true, example: ["Marla – Evening.", "Evening."] },
  { what: "an answer that is announced", begins: "(?:(?:sure|certainly|of course|okay|alright|absolutely)[!,.]? )?here(?:['’]s| is) [^:.]{0,50}\\b(?:response|reply|answer|dialogue|line|message)\\b[^:.]{0,50}[:：]\\s*", fate: { says: "" }, isAnnounced: true, example: ["Sure! Here is Marla's reply: Evening.", "Evening."] },
  { what: "an answer that is announced as what somebody might say", begins: "(?:(?:sure|certainly|of course|okay|alright|absolutely)[!,.]? )?here(?:['’]s| is) (?:how|what) (?:SPEAKER|she|he|they)(?:['’]d| (?:might|would|could|may|will)) [^:.]{0,40}[:：]\\s*", fate: { says: "" }, isAnnounced: true, example: ["I'd be happy to help! Here's how Marla might respond:\n\n\"Evening.\"", "Evening."] },
  { what: "who will be played", begins: "(?:(?:sure|certainly|of course|okay|alright|absolutely|got it)[!,.]? )?(?:I(?:['’]ll| will| can|['’]m going to)|let me|let['’]s) (?:now )?(?:respond|reply|answer|play|act|speak|continue|stay|role-?play|write|begin|start)\\b[^.:!]{0,30}?\\b(?:as SPEAKER|in character)(?!\\p{L})[^.:!]{0,40}(?:[.:!]+|$)\\s*", fate: { says: "" }, isAnnounced: true, example: ["Sure, I'll respond as Marla.\n\nEvening.", "Evening."] },
  { what: "a heading over notes", begins: "(?:notes?|explanation|rationale|commentary|breakdown|why this works|your (?:response|reply|turn|line))\\s?[:：]\\s*$", fate: "end", ofLine: true, isLater: true, example: ["Evening.\n\n**Notes:**\n- Warm tone", "Evening."] },
  { what: "what the player may do", begins: "what (?:do|will|would) you (?:do|say)(?: next)?\\?\\s*$", fate: "end", ofLine: true, isLine: true, isLater: true, example: ["Evening.\n**What do you do?**\n1. Order ale\n2. Leave", "Evening."] },
  { what: "a note on the answer", begins: "(?:please )?note\\s?[:：](?=.*\\b(?:response|reply|answer|character|persona|prompt|tone|role-?play)\\b)", fate: "drop", ofLine: true, example: ["Evening.\nNote: I kept the response short.", "Evening."] },
  { what: "a remark on the answer", first: "(w", begins: "\\(?(?:(?:this|the|my) (?:response|reply|answer|dialogue|line)|I (?:stayed|kept|have stayed|tried to (?:stay|keep)|made sure))\\b(?=.*\\b(?:in character|persona|tone|\\d+ (?:words|sentences)|system prompt|guidelines|role-?play)\\b)", fate: "drop", example: ["Evening.\n\nThis response keeps Marla in character.", "Evening."] },
  { what: "an answer that is announced by its speaker", begins: "as SPEAKER,? (?:I|she|he|they)(?:['’]d| would| will)? (?:say|reply|respond|answer)[^:.]{0,20}[:：]\\s*", fate: { says: "" }, isAnnounced: true, example: ["As Marla, I would say: Evening.", "Evening."] },
  { what: "an offer to write the answer anew", begins: "(?:let me know if|feel free to|(?:I )?hope (?:this|that) (?:helps|works|fits)|would you like me to|if you(?:['’]d| would) like)\\b(?=.*\\b(?:version|response|repl(?:y|ies)|character|tone|persona|dialogue|role-?play|scene|adjust|rewrite|revise)\\b)", fate: "drop", ofLine: true, example: ["Evening.\n---\nLet me know if you'd like another version!", "Evening."] },
  { what: "an end that is announced", begins: "(?:the )?end of (?:the )?(?:scene|response|conversation|dialogue|role-?play|turn)\\b", fate: "end", ofLine: true, example: ["Evening.\nEnd of scene.", "Evening."] },
  { what: "a note out of character", first: "*", begins: "(.*?\\s|)(?:[-–—/#>|~({[]{1,3}\\s*)?(?:OOC|A/N|/{2,}\\s*(?:out[ -]of[ -]character|note|sorry|brb|aside))(?![\\p{L}])", fate: "line", example: ["Evening, love. // ooc: shall I go on? Or not?\nSit.", "Evening, love. Sit."] },
  { what: "a word for that it thinks", begins: "(?:(?:hm+|let me see|okay|ok|um+|well)[,.…!]*\\s*)?(?:thinking|pondering|processing|considering|generating(?: response)?|typing|loading|reasoning|analy[sz]ing|pensando|réflexion|nachdenken|berpikir|思考中|考え中|생각 ?중)(?: (?:about|of|for) [^.…]{0,40})?\\s*(?:\\.{2,}|…+)\\s*$", fate: "drop", ofLine: true, example: ['Thinking... "Evening," she says.', "Evening."] },
  { what: "a comment", first: "/", begins: "//\\s", fate: "drop", ofLine: true, example: ["Evening.\n// out of character: fine?", "Evening."] },
  { what: "a tool's name alone", begins: "(?:(?:functions|default_api|tools?)\\.[\\w.:]+|functools)\\s*$", fate: "drop", example: ["Evening.\nfunctions.wave:0{}", "Evening."] },
  { what: "a tool's bare name alone", begins: "(?=[a-z]+_)", before: /^[a-z]+(?:_[a-z]+)+(?::\d+)?\s*$/u, fate: "drop", example: ["Evening.\ngive_item:0{}", "Evening."] },
  { what: "a deed as a command of a chat", first: "/", begins: "/(?:me|emote|action|do)\\b.*$", fate: { says: "" }, ofLine: true, example: ["/me smiles. Evening.", "Evening."] },
  { what: "a command of a chat", first: "/", begins: "/(?:e )?[a-z]{2,12}(?=\\s|$)\\s*", fate: { says: "" }, ofLine: true, example: ["/wave Evening.", "Evening."] },
  { what: "an end between dashes", first: "-", begins: "[-–—=~]{2,}\\s*(?:the )?end(?: of [\\p{L} ]{1,30})?\\s*[-–—=~]*\\s*$", fate: "end", ofLine: true, example: ["Evening.\n--- END ---\nHi!", "Evening."] },
  { what: "what the player says, told to them", begins: "you (?:say|reply|answer|ask|respond)\\s?[:：]", fate: "end", ofLine: true, isLater: true, example: ["Evening.\nYou say: Hi!", "Evening."] },
  { what: "the player's next line in a tag", first: "{", begins: "\\{player\\}", before: /^\p{Lu}/u, fate: "end", ofLine: true, example: ["Evening.\n<player>Hi!</player>", "Evening."] },
  { what: "a heading", first: "#", begins: "#{1,6}\\s", fate: "drop", ofLine: true, example: ["## Menu\nStew.", "Stew."] },
  { what: "the line of another of the cast", first: 'w-"', begins: "(?=[^:：]{2,60}(?:[:：]|[-–—]\\s[\"“«„]))", before: { test: isLineOf }, fate: "end", isLater: true, example: ["Evening, love. Robin: I want stew!\nMarla: Coming.", "Evening, love."] },
  { what: "the same before the speaker's own", first: 'w-"', begins: "(?=[^:：]{2,60}(?:[:：]|[-–—]\\s[\"“«„]))", before: { test: isLineOf }, fate: "line", isFirst: true, example: ["Robin: I want stew! Now.\nMarla: Coming.", "Coming."] },
  { what: "another's line that is told", begins: "(?=.{2,80}[:：,]\\s*[\"“«„])", before: { test: isToldOfAnother }, fate: "end", ofLine: true, isLater: true, example: ['Evening.\nRobin says: "Hi!"', "Evening."] },
  { what: "a note of a game's writer", begins: "(?:OOC|A/N|Tone|Style|Setting|Expression|Gesture|Stage directions?|Inner thoughts?|Emoción|Tono|Acción|Gesto|Stimmung|Tonfall|Geste|Émotion|Emoção|Ação|情绪|动作|表情|心理|心声|感情|動作|Author['’]s note|Note to (?:self|player)|Narrator|Scene|Action|Action Input|Arguments|Args|Parameters|Explanation|Observation|(?:Tool|Function)(?: name)?|(?:Tool |Function )?Call|Emotion|Mood)\\s?[:：]", fate: "drop", ofLine: true, example: ["Evening.\nOOC: shall I go on?", "Evening."] },
  { what: "a heading over a thought", begins: "(?:thoughts?|thinking|thought process|thinking process|chain of thought|(?:inner|my) thoughts|reasoning|analysis|internal monologue)\\s?[:：]\\s*$", fate: "drop", ofLine: true, isThought: true, example: ["**Thought process:**\nA guest, tired.\n\n**Response:**\nEvening.", "Evening."] },
  { what: "the last channel of gpt-oss, amid the text", first: "*", begins: ".*?assistant\\s?final(?=[A-Z\"“])", fate: { says: "" }, isAnnounced: true, example: ["We need to respond as Marla. Short.assistantfinalEvening.", "Evening."] },
  { what: "a thought by name", begins: "(?:Thoughts?|Thinking(?: Process)?|Reasoning|Internal monologue|Analysis)\\s?:", fate: "drop", ofLine: true, example: ["Thought: a guest.\nEvening.", "Evening."] },
  { what: "a thought that is told", begins: "SPEAKER (?:thinks?|thought|wonders?|wondered)[^.:：\"“]{0,40}[:：]", fate: "drop", ofLine: true, example: ["Marla thinks: a guest!\nMarla: Evening.", "Evening."] },
  { what: "an answer by name", begins: "(?:Final )?(?:Final|Answer|Response|Reply|Dialogue|Speech|Output)\\s?:\\s*", fate: { says: "" }, ofLine: true, isAfterThought: true, example: ["Final Answer: Evening.", "Evening."] },
  { what: "the line of somebody without a name", begins: `${SOMEBODY}(?: ?\\([^()]{1,40}\\))?[\\s\u0089]{0,3}[:：]\\s*`, before: /^["“¿¡…]?[\p{Lu}\p{Lo}]/u, fate: "end", ofLine: true, example: ["Evening.\nGuard: Halt!\nMarla: Oh.", "Evening."] },
  { what: "another speaker's line", first: 'w-"', begins: "(?=[^:：]{2,80}(?:[:：]|[-–—]\\s[\"“«„]))", before: { test: isOthersLine }, fate: "end", ofLine: true, isLater: true, example: ["Evening.\nRobin: I want stew!\nMarla: Coming.", "Evening."] },
  { what: "a row of a table", first: "|", begins: "\\|.*\\|\\s*$", fate: "drop", ofLine: true, example: ["| Ale | 2 |\n|---|---|\nStew.", "Stew."] },
  { what: "the number of an item alone", first: "0", begins: "\\d{1,2}[.)]\\s*$", fate: "drop", ofLine: true, example: ["1. Sit down.\n2. Eat.", "Sit down. Eat."] },
  { what: "the number of an item", first: "0w", begins: "(?:\\d{1,2}[.)]|[a-z]\\))\\s+(?=\\p{L})", fate: { says: "" }, ofLine: true, isItem: true, example: ["1) sit down", "sit down."] },
  { what: "a direction between dashes", first: "-", begins: `(?=.{3,90}?[-–—~～〜])${DIRECTION_BETWEEN_SIGNS}\\s*`, fate: { says: "" }, ofLine: true, example: ["-- wipes the counter -- Evening.", "Evening."] },
  { what: "a signature", first: "-", begins: "[-–—~]{1,3}\\s*ITSELF(?:,? (?:the|of) [\\p{L} ]{1,24})?[.!]?\\s*$", fate: "drop", example: ["Evening.\n– Marla", "Evening."] },
  { what: "an item", first: "-+", begins: "[-+•–—·▪‣]\\s+", fate: { says: "" }, ofLine: true, isItem: true, example: ["- Stew – hot\n- Bread", "Stew – hot. Bread."] },
];

/** What no rule of a sentence's beginning needs, inside it. `has`: what is cheap to look for, and always there where the part is. */
// prettier-ignore
export const INSIDE: { what: string; has: Pick<RegExp, "test">; part: RegExp; says: string; example: [wrote: string, said: string] }[] = [
  { what: "an address of the web", has: /:\/\//, part: /\bhttps?:\/\/[^\s\u0089]{1,200}/gi, says: GAP, example: ["See https://example.com/menu for it.", "See for it."] },
  { what: "an emoji", has: /[^\0-\u1FFF\u2018-\u201D\u2026\u3040-\u3296\u3300-\u9FFF\uAC00-\uD7A3\uFF00-\uFFEF]/, part: /(?:(?:[©®™‼⁉〰〽]\uFE0F|(?<=\u0089\uFE0F?)\u200D|[\p{Extended_Pictographic}--[©®™‼⁉〰〽]]|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u{E0020}-\u{E007F}]|\u20E3|\uFE0F)(?:\u200D(?=\p{Extended_Pictographic}))?)+/gv, says: GAP, example: ["Evening! 😊 Sit 👋🏽 👩‍🍳.", "Evening! Sit."] },
  { what: "a direction between tildes or dashes", has: /[-–—~～〜|/#+^]\s?\p{L}[^-–—~～〜|/#+^]+[-–—~～〜|/#+^]/u, part: new RegExp(DIRECTION_BETWEEN_SIGNS, "giu"), says: GAP, example: ["~giggles~ Evening! -smiles- Sit, love -- wipes the counter -- and eat.", "Evening! Sit, love and eat."] },
  { what: "what is left of a comment", has: /\/\u0089/, part: /(?<![^\s\u0089])\/(?=\u0089)/g, says: GAP, example: ["Evening. /* OOC: fine? */ Sit.", "Evening. Sit."] },
  { what: "the sign before a macro", has: /\$/, part: /\$(?=\{player\}|\u0089)/g, says: "", example: ["Sit, ${name}.", "Sit, {player}."] },
  { what: "a dash that is left of a direction", has: /[–—]|\u0089-|-\u0089/, part: /^[\s\u0089]*[-–—]{1,3}[\s\u0089]+(?=\S)|(?<=[.!?…]["”’]?)[\s\u0089]+[-–—]{1,3}[\s\u0089]*$|(?<=[.!?…]["”’]?)\s*\u0089\s*[-–—]{1,3}(?=\s)|(?<=[-–—])\s*\u0089\s*[-–—]/g, says: "", example: ["*smiles* — *nods* Evening, love. *—* Sit —*nods*— down.", "Evening, love. Sit — down."] },
  { what: "an emoji by name", has: /:[a-z]/, part: /(?<![\p{L}\p{N}])(?:::[a-z][a-z ]{2,40}::|:[a-z][a-z_]{2,30}:)(?![\p{L}\p{N}])/gu, says: GAP, example: ["Evening :smile:.", "Evening."] },
  { what: "an emoticon", has: /[:;=]|[xX]D/, part: /(?<=^|[\s\u0089])(?:[:;=]-?[)(DPp3]|[xX]D)(?=$|[\s.!?,\u0089])/g, says: GAP, example: ["Evening :) sit.", "Evening sit."] },
  { what: "a new line as it is written in code", has: /\\n/, part: /(?<=^|[.!?…"”\s])(?:\\n)+|(?:\\n){2,}/g, says: " ", example: ["Evening.\\nSit.", "Evening. Sit."] },
  { what: "a phrase again and again", has: { test: isPeriodic }, part: /((?:[\p{L}'’]+[\s,]+){1,8}?)\1{5,}/gu, says: "$1", example: [`So${" la".repeat(40)} la.`, "So la la."] },
  { what: "an apostrophe as it is written in code", has: /\\u/, part: /\\u2019/g, says: "’", example: ["It\\u2019s late.", "It’s late."] },
  { what: "another letter as it is written in code", has: /\\u/, part: /\\u[0-9a-f]{4}/gi, says: "", example: ["Well\\u200b.", "Well."] },
  { what: "a sign that is left of a call", has: /@/, part: /(?<=^|[\s\u0089])@(?=$|[\s\u0089])/g, says: GAP, example: ["@wave() Evening.", "Evening."] },
  { what: "the beginning of a formula around words", has: /\\[a-z]+\s?\{/, part: /\$*\\(?:boxed|fbox|text(?:bf|it|rm)?|math(?:rm|bf|it)|emph)\s?\{/g, says: "", example: ["The answer: $\\boxed{\\text{Go north.}}$", "The answer: Go north."] },
  { what: "the end of one", has: /\}/, part: /(?<!\{player)\}+\$*/g, says: "", example: ["\\boxed{Go north. Then east.}", "Go north. Then east."] },
  { what: "a row of signs", has: /[-=~|•^]/, part: /(?:[-=~|•^]\s?){3,}|==|\^\^/g, says: GAP, example: ["Evening. ---", "Evening."] },
];

/** The model speaks as the program that it is. Who is asked may say "I am an AI character". */
// prettier-ignore
export const BREAKS: { what: string; words: RegExp; example: [wrote: string, said: string] }[] = [
  { what: "a language model", words: /\b(?:large |ai )?language model\b/i, example: ["As an AI language model, I cannot say.", ""] },
  { what: "a language model in other languages", words: /语言模型|(?:是|作为)(?:一个|一名)?(?:AI|人工智能)(?:助手|助理|模型|程序)|作为(?:一个|一名)?(?:AI|人工智能)(?!角色)|言語モデル|언어 모델|modelo de lengu|mod[eè]le de langage|sprachmodell|языковая модель|(?<!\p{L})(?:en tant qu['’]IA|als (?:eine )?KI|como (?:una )?(?:IA|inteligencia artificial)|come IA|как ИИ)(?!\p{L})(?![ -](?:character|figur|personaje|personnage))|AI(?:モデル|アシスタント)?として|modello linguistico/iu, example: ["Soy un modelo de lenguaje.", ""] },
  { what: "as an AI", words: /\b(?:as|(?:as|because|since) I(?:['’]m| am)) (?:an?|your) (?:AI|artificial intelligence)\b(?! (?:character|npc|townsperson|in this|who|friend))/i, example: ["As an AI, I have no feelings.", ""] },
  { what: "an assistant", words: /\bI(?:['’]m| am) (?:just |only |merely )?an? (?:\w+ )?(?:(?:AI|virtual|digital) (?:assistant|model|program)|(?:computer program|chatbot),? (?:so|and) I (?:do(?:n['’]t)?|can(?:not|['’]t)?|have(?:n['’]t)?))\b/i, example: ["I am just an AI assistant.", ""] },
  { what: "its maker", words: /\b(?:trained|developed|created|made|built) by (?:OpenAI|Anthropic|Google|Meta|Mistral|Alibaba|DeepSeek)\b|\bI(?:['’]m| am) (?:ChatGPT|GPT-?\d|Claude|Gemini|Qwen|DeepSeek|Llama)\b/i, example: ["I was trained by OpenAI.", ""] },
  { what: "its training", words: /\bmy (?:training data|knowledge cut-?off|programming (?:does|prevents)|system prompt)\b/i, example: ["My training data ends there.", ""] },
  { what: "a refusal", words: /\bI(?:['’]m| am) (?:sorry|unable),? (?:but )?(?:I )?(?:can(?:no|['’])t|to) (?:assist|comply|fulfil?l|engage|continue) with\b|\bI apologi[sz]e,? but I (?:can(?:no|['’])t|am (?:unable|not able) to) (?:assist|comply|fulfil?l|engage|continue|participate|generate)\b|\b(?:this|that|our|the) role-?play(?:ing)?\b|\bI(?: can(?:no|['’])t|(?:['’]m| am) (?:not able|unable) to) role-?play\b|\bI can(?:no|['’])t (?:fulfil?l|comply with|(?:assist|help)(?: you)? with) (?:that|this|your) request\b/i, example: ["I'm sorry, but I can't assist with that.", ""] },
];
