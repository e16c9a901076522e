import { GAP, THOUGHT_OVER } from "./signs.ts";

/**
 * What becomes of something in the text that is no words. `thought`: dropped up to `until`, or to the end. `call`: read up to
 * `until` as a call. `over`: the thought that nobody opened ends here. `end`: the answer ends here. `turn`: the same, but at
 * its very beginning, where a model names itself: there it goes, up to `until`. Else: what is said instead.
 */
type Fate = "thought" | "call" | "header" | "over" | "end" | "turn" | { says: string };

export interface SpanRule {
  what: string;
  /** Tests a whole token: `<…>` as it stands, `[…]` likewise. */
  token: RegExp;
  fate: Fate;
  until?: RegExp;
  /** Where it never ends: a word in brackets may be a stage direction too, and what follows it is said. */
  orElse?: "said";
  /** What a model writes, and what is said of it. Each is run by the spec. */
  example: [wrote: string, said: string];
}

const THOUGHT =
  "(?:think(?:ing)?|thoughts?|monologue|reason(?:ing)?(?:[_ ](?:content|text|process))?|reflection|scratch_?pad|analysis|chain_of_thought|(?:thinking|thought)[_ ]process|internal|(?:inner|internal)[_ ](?:monologue|thoughts?)|" +
  "(?:seed|antml):think(?:ing)?|思考(?:过程|過程)?|想法|推理|内心(?:独白|想法)?|생각|사고|pensamientos?|pensando|razonamiento|pensamentos?|" +
  "pensées?|réflexion|gedanken?|pensiero|pensieri|мысли|размышлени[ея]|рассуждени[ея]|pikiran|berpikir|düşünce|تفكير|विचार)";
const THOUGHT_ENDS = new RegExp(`[<＜◁\u0087]\\s?/\\s?${THOUGHT}\\s*[>＞▷\u0088]`, "iu");
const BRACKET_ENDS_THOUGHT = `[[【{]\\s?(?:/\\s?${THOUGHT}|end[_ ](?:of[_ ])?${THOUGHT}|${THOUGHT}[_ ]ends?|/)\\s?[\\]】}]`;
/** Or the answer is announced so. */
const BRACKETED_THOUGHT_ENDS = new RegExp(
  `${BRACKET_ENDS_THOUGHT}|[[【{]\\s?(?:final )?(?:response|answer|reply|output|speech|dialogue|回答|回复|final)\\s?[\\]】}]:?`,
  "iu",
);
const SHOWN =
  "emotion|emotes?|facial_expression|body_language|sound|sfx|mood|action|gesture|expression|animation|tone|voice|narration|details|plan|explanation|rationale|notes?|comments?|context|" +
  "scene|setting|stage|stage_directions?|pose|metadata|tool_response|tool_result|tool_output|function_results?|observation|result";
const CALL = "(?:tool_calls?|function_?calls?|tool_code|tools?_use|tooluse|tools)";
const CALL_ENDS = new RegExp(`</(?:[|｜]DSML[|｜])?${CALL}\\s*>`, "i");

/** One entry a quirk: tags. ｜ and ▁ (DeepSeek) read as | and _. */
// prettier-ignore
export const TAGS: SpanRule[] = [
  { what: "a thought", token: new RegExp(`^<${THOUGHT}(?:\\s[^>]*)?>$`, "iu"), fate: "thought", until: THOUGHT_ENDS, example: ["◁think▷A guest.◁/think▷<think>Hm.</think>Evening.", "Evening."] },
  { what: "the end of a thought that was not opened", token: new RegExp(`^</\\s?${THOUGHT}\\s*>$`, "iu"), fate: "over", example: ["Okay, the player greets me.</think>Evening.", "Evening."] },
  { what: "a thought between bars", token: /^<\|(?:think(?:ing)?|thought)\|>$/, fate: "thought", until: /<\|(?:\/|end_)?(?:think(?:ing)?|thought)\|>/, example: ["<|think|>Hm.<|/think|>Evening.", "Evening."] },
  { what: "what is shown, not said", token: new RegExp(`^<(?:${SHOWN}|summary)>$`, "i"), fate: "thought", until: new RegExp(`</(?:${SHOWN})>`, "i"), example: ["<emotion>happy</emotion>Evening.", "Evening."] },
  { what: "Llama's system prompt", token: /^<<SYS>>$/, fate: "thought", until: /<<\/SYS>>/, example: ["<<SYS>>Be kind.<</SYS>>Evening.", "Evening."] },
  { what: "Cohere's thought", token: /^<\|START_THINKING\|>$/, fate: "thought", until: /<\|END_THINKING\|>/, example: ["<|START_THINKING|>Hm.<|END_THINKING|>Evening.", "Evening."] },
  { what: "a thought between words", token: /^<\|begin_of_thought\|>$/, fate: "thought", until: /<\|end_of_thought\|>/, example: ["<|begin_of_thought|>Hm.<|end_of_thought|>Evening.", "Evening."] },
  { what: "Gemma's channel", token: /^<\|channel>$/, fate: "thought", until: /<channel\|>/, example: ["<|channel>thought\nHm.<channel|>Evening.", "Evening."] },
  { what: "gpt-oss's channel", token: /^<\|channel\|>$/, fate: "header", until: /<\|message\|>/, example: ["<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Evening.", "Evening."] },
  { what: "gpt-oss's next speaker", token: /^<\|start\|>$/, fate: "turn", until: /(?=<\|(?:channel|message)\|>)/, example: ["<|start|>assistant<|message|>Evening.", "Evening."] },
  { what: "a call in a tag", token: new RegExp(`^<(?:\\|DSML\\|)?${CALL}\\s*>$`, "i"), fate: "call", until: CALL_ENDS, example: ['Evening.<tool_call>{"name":"wave","arguments":{}}</tool_call>', "Evening."] },
  { what: "a call and its arguments in two tags", token: /^<tool>$/i, fate: "call", until: /<\/(?:args|arguments|parameters)>|<\/tool>(?=\s*(?:[^\s<]|<[^ap]))/i, example: ["Evening. <tool>wave</tool><args>{}</args>Sit.", "Evening. Sit."] },
  { what: "a call by a tag's name", token: /^<(?:function=|(?:invoke|function|use_tool|tool_use|tool_call|tool|call) name=")[^>]*>$/i, fate: "call", until: /<\/(?:function|invoke|use_tool|tool_use|tool_call|tool|call)>/i, example: ["Evening. <function=wave>{}</function>", "Evening."] },
  { what: "a call in FunctionGemma's tag", token: /^<start_function_call>$/, fate: "call", until: /<end_function_call>/, example: ["<start_function_call>call:wave{}<end_function_call>Evening.", "Evening."] },
  { what: "a call of Qwen's agents", token: /^<✿FUNCTION>$/, fate: "call", until: /(?=✿(?:RESULT|RETURN)✿)/, example: ["✿FUNCTION✿: wave\n✿ARGS✿: {}\n✿RESULT✿: ok\n✿RETURN✿: Evening.", "Evening."] },
  { what: "the result of one, which the model makes up", token: /^<✿RESULT>$/, fate: "thought", until: /(?=✿RETURN✿)/, example: ["✿RESULT✿: ok\n✿RETURN✿: Evening.", "Evening."] },
  { what: "the words after one", token: /^<✿[A-Z]+>$/, fate: { says: "" }, example: ["✿RETURN✿: Evening.", "Evening."] },
  { what: "the end of a call that was read", token: /^<\|\/?tool_calls?(?:_section)?(?:_end)?\|>$/, fate: { says: GAP }, example: ['<|tool_calls_begin|>wave<|tool_sep|>{}<|tool_call_end|><|tool_calls_end|>Evening.', "Evening."] },
  { what: "a call in Cohere's tag", token: /^<\|START_ACTION\|>$/, fate: "call", until: /<\|END_ACTION\|>/, example: ['<|START_ACTION|>[{"tool_name":"wave"}]<|END_ACTION|>Evening.', "Evening."] },
  { what: "a call in Llama's or Kimi's tag", token: /^<\|(?:python_tag|tool_calls?_(?:section_)?begin|tool_call_start|tool_call)\|>$/, fate: "call", until: /<[|｜](?:eom_id|eot_id|tool[_▁]calls?[_▁](?:section_)?end|\/tool_call)[|｜]>/, example: ['Evening. <|python_tag|>{"name":"wave","parameters":{}}', "Evening."] },
  { what: "a template's next turn", token: /^<(?:\|(?:im_start|start_header_id|header_start|role_start|start_of_role|im_assistant|im_user|im_system)\||start_of_turn|extra_id_\d+)>$/, fate: "turn", until: /\n|<\|(?:end_header_id|header_end|end_of_role|im_sep|im_middle)\|>/, example: ["<|im_start|>assistant\nEvening.<|im_start|>user\nHi!", "Evening."] },
  { what: "a template's speaker", token: /^<\|(?:assistant|model|bot|Assistant|START_OF_TURN_TOKEN|CHATBOT_TOKEN)\|>$/, fate: "turn", example: ["<|assistant|>Evening.", "Evening."] },
  { what: "a template's beginning", token: /^<(?:s|bos|pad|unk|\|begin_of_text\||\|begin_of_sentence\||\|message\||\|START_RESPONSE\||\|start_of_text\||\|(?:begin|end)_of_solution\|)>$/, fate: { says: "" }, example: ["<s>Evening.", "Evening."] },
  { what: "a box", token: /^<\|(?:begin|end)_of_box\|>$/, fate: { says: "" }, example: ["<|begin_of_box|>Evening.<|end_of_box|>", "Evening."] },
  { what: "a call in InternLM's tag", token: /^<\|(?:action_start|plugin)\|>$/, fate: "call", until: /<\|action_end\|>/, example: ['<|action_start|><|plugin|>{"name":"wave","parameters":{}}<|action_end|>Evening.', "Evening."] },
  { what: "a template's end", token: /^<(?:\|[\w/ ]{1,40}\||\/s|\/assistant|\/model|\/bot|eos|end_of_turn|\/?SYS|<SYS>)>$/, fate: "end", example: ["Evening.<|im_end|>\nuser\nHi!", "Evening."] },
  { what: "the player's macro", token: /^<(?:user|player)(?:[_ ]?name)?>$/i, fate: { says: "{player}" }, example: ["Sit, <USER>.", "Sit, {player}."] },
  { what: "the NPC's macro", token: /^<(?:bot|char)>$/i, fate: { says: "{char}" }, example: ["I am <BOT>.", "I am Marla."] },
  { what: "a new line", token: /^<(?:br|p|\/p|li|\/li)\s*\/?>$/i, fate: { says: "\n" }, example: ["Evening<br>Sit.", "Evening Sit."] },
  { what: "markup", token: /^<\/?(?:[biua]|em|strong|small|big|code|span|div|font|ul|ol|h[1-6])(?:\s[^>]*)?>$/i, fate: { says: "" }, example: ["&lt;b&gt;Evening&lt;/b&gt;, <i>love</i>.", "Evening, love."] },
  { what: "any other tag", token: /^<[/!?|\p{L}]/u, fate: { says: GAP }, example: ["<happy>Evening, love.</happy>", "Evening, love."] },
];

/** One entry a quirk: square brackets, before what is left of them is taken for a stage direction. */
// prettier-ignore
export const BRACKETS: SpanRule[] = [
  { what: "a note out of character", token: /^\[OOC\]$/i, fate: "thought", until: /\[\/OOC\]|\n/i, example: ["[OOC] Sorry! [/OOC] Evening.", "Evening."] },
  { what: "Magistral's thought", token: /^\[THINK\]$/, fate: "thought", until: /\[\/THINK\]/, example: ["[THINK]Hm.[/THINK]Evening.", "Evening."] },
  { what: "the end of Magistral's", token: /^\[\/THINK\]$/, fate: "over", example: ["The user greets me.[/THINK]Evening.", "Evening."] },
  { what: "a thought in square brackets", token: new RegExp(`^[[【{]\\s?(?:(?:start|begin)[_ ](?:of[_ ])?)?${THOUGHT}(?:[_ ](?:start|begins?))?\\s?[\\]】}]$`, "iu"), fate: "thought", until: BRACKETED_THOUGHT_ENDS, orElse: "said", example: ["[thinking]A guest. Be warm.[/thinking] Evening.", "Evening."] },
  { what: "the end of one that was not opened", token: new RegExp(`^${BRACKET_ENDS_THOUGHT}$`, "iu"), fate: "over", example: ["The player greets me.[/thinking]Evening.", "Evening."] },
  { what: "Mistral's instruction before the answer", token: /^\[INST\]$/, fate: "turn", until: /\[\/INST\]/, orElse: "said", example: ["[INST] Hi! [/INST] Evening. [INST] More!", "Evening."] },
  { what: "Mistral's instruction", token: /^\[\/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_RESULTS)\]$/, fate: "turn", example: ["Evening. [INST] More! [/INST] No.", "Evening."] },
  { what: "Mistral's calls", token: /^\[TOOL_CALLS\]$/, fate: "call", until: /<\/s>|\n(?=[^\s{}[\]"])/, example: ['[TOOL_CALLS][{"name":"wave","arguments":{}}]\nEvening.', "Evening."] },
  { what: "Exaone's speaker", token: /^\[\|assistant\|\]$/, fate: "turn", example: ["[|assistant|]Evening.[|endofturn|]", "Evening."] },
  { what: "another mark of its template", token: /^\[\|[\w ]{1,40}\|\]$/, fate: "end", example: ["Evening.[|endofturn|]\n[|user|]Hi!", "Evening."] },
  { what: "the end of a text", token: /^\[(?:END|DONE|EOS|STOP|end of (?:turn|response|answer|text))\]$/i, fate: "end", example: ["Evening.[END]Hi!", "Evening."] },
  { what: "the player's macro", token: /^\[(?:(?:the )?player(?:['’]?s)?(?:[ _]?name)?|user(?:['’]?s)?(?:[ _]?name)?|(?:your |player(?:['’]s)? |character )?name(?: here)?)\]$/i, fate: { says: "{player}" }, example: ["Sit, [Player Name].", "Sit, {player}."] },
];

/** Where the markers of gpt-oss were lost, at an answer's very beginning. */
// prettier-ignore
export const BEGINNINGS: SpanRule[] = [
  { what: "gpt-oss's channels without markers", token: /^(?:assistant)?analysis(?=[A-Z"'“]|\s{1,8}(?:The|We|I|User|Need|They|Okay)\b)/, fate: "thought", until: /assistant\s?final|\n\s{0,8}final\s{0,8}:?\s{0,8}\n/, example: ["analysisThe player greets.assistantfinalEvening.", "Evening."] },
  { what: "gpt-oss's channels without the first marker", token: /^(?:assistant)?(?:analysis|commentary)(?=<\|)/, fate: "thought", until: /<\|channel\|>final<\|message\|>|assistant\s?final/, example: ["analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Evening.", "Evening."] },
  { what: "gpt-oss's last channel alone", token: /^(?:assistant)?final(?:(?=[A-Z"“])|\s{0,8}\n)/, fate: { says: THOUGHT_OVER }, example: ["assistantfinalEvening.", "Evening."] },
  { what: "a thought by its name alone", token: /^(?:thoughts?|thinking|analysis)\s{0,8}\n/i, fate: "thought", until: /\n\s{0,8}\n/, example: ["thought\nThe user greets.\n\nEvening.", "Evening."] },
  { what: "gpt-oss's words beside a call, by their name alone", token: /^(?:assistant)?commentary\s{0,8}\n/, fate: "thought", until: /\n\s{0,8}(?:assistant\s?)?final\s{0,8}\n|assistant\s?final/, example: ["commentary\nI greet.\nfinal\nEvening.", "Evening."] },
  { what: "the model's side of a talk", token: /^(?:assistant|model)\n/, fate: { says: "" }, example: ["assistant\nEvening.", "Evening."] },
];
