import type { Sentence } from "./sentence.ts";
import type { Speaker } from "./speaker.ts";

/** A thought without its opening tag is long, its end is enough: so many sentences of it wait. */
const HELD = 100;

/** An answer whose beginning reads so may be a thought: it waits for the tag that ends one. */
const MAY_BE_PLAN =
  /^(?:(?:ok(?:ay)?|alright|hmm+|so|well|now|first|right)\b[,.…]*\s*)*(?:(?:the|this) (?:user|player|guest|human)\b|(?:user|player) (?:is|asks?|wants?|says?|greets?)\b|I (?:should|need to|must|have to|will need|want to make sure)\b|(?:let me|let['’]s|I['’]ll) (?:think|see|consider|figure|craft|respond|write|compose|formulate|draft)\b|(?:she|he|they) (?:seems?|is|are|wants?|asks?|asked|looks?|might|may|probably|just)\b|we (?:need|should|must|have) (?:to )?|here(?:['’]s| is) (?:my|the) (?:thought process|thinking process|train of thought|chain of thought|reasoning|inner monologue|internal monologue)\b|(?:my|the) (?:task|goal|reply|response|persona|character)\b)/i;
const IS_PLAN =
  /^here(?:['’]s| is) (?:my|the) (?:thought process|thinking process|train of thought|chain of thought|reasoning|inner monologue|internal monologue)\b|\bthe (?:user|player)(?:['’]s (?:message|question|input|request)| (?:is|has|asks?|wants?|says?|said|asked|greets?|greeted|just|seems|might|may|wrote)\b)|\b(?:I|we) (?:should|need to|must|can|['’]ll|will|could|have to) [^.?!]*\b(?:respond|answer|reply|greet (?:them|him|her|back)|stay in character|in character|keep it|the persona|the prompt|call the)\b|\bhow (?!I\b|you\b)\p{L}+ (?:would|should|might|could) (?:respond|answer|reply|say|react)\b|\bin character\b|\b(?:system prompt|the persona|the instructions|short sentences)\b|\blet me (?:respond|reply|(?:craft|write|compose|formulate|draft) (?:\p{L}+ ){1,3}?(?:response|reply|answer|line|dialogue|message))\b|\b(?:I['’]ll|I will|let me) (?:have|make|let) \p{L}+ (?:answer|respond|reply|say)\b/iu;
/** The same in other languages: the user is named, or how to answer. */
const PLAN_ABROAD =
  /用户|(?:玩家|客人)(?:在|说|问|想|向|跟)|我(?:应该|需要|必须|得)(?:用|以|保持|回答|回复|扮演)|让我想想怎么|ユーザー(?:は|が)|プレイヤー(?:は|が)|사용자(?:가|는)|플레이어(?:가|는)|\b(?:el|o) (?:usuario|jugador|usuário|jogador) (?:me |está|quiere|quer|pregunta|pergunta|saluda|dice|diz)|\b(?:debo|devo|tengo que|necesito|preciso) (?:responder|contestar|mantener)|l['’]utilisateur|le joueur (?:me|veut|demande|dit)|je dois répondre|\bder (?:Nutzer|Benutzer|Spieler) (?:fragt|will|möchte|grüßt|sagt|hat)|ich (?:sollte|muss|soll) (?:als|kurz|antworten|in)|(?:пользователь|игрок) (?:спрашивает|хочет|говорит|приветствует|здоровается)|(?:pengguna|pemain) (?:bertanya|ingin|menyapa|mengatakan)/iu;

/** What is dear to look for is looked for where a letter or a word of those languages is. */
const beginsAbroad = (text: string): boolean =>
  (text.charCodeAt(0) > 127 || WORDS_ABROAD.test(text)) && BEGINS_ABROAD.test(text);
const WORDS_ABROAD =
  /\b(?:usu|jugador|jogador|utilisat|joueur|nutzer|benutzer|spieler|pengguna|pemain|debo|devo|tengo|necesito|preciso|dois|sollte|muss|soll)/i;
const BEGINS_ABROAD = new RegExp(`^(?:[\\p{L} ]{1,8}[，,。.…!]+\\s*)?(?:${PLAN_ABROAD.source})`, "iu");

/** Said before the answer is announced: it waits for the next sentence. */
const MAY_ANNOUNCE =
  /^(?:sure(?: thing)?|certainly|of course|okay|absolutely|alright|got it|understood|(?:I.d be |I.m )?(?:happy|glad|delighted) to (?:help|assist)(?: you)?(?: with that)?)[!.,]*$/i;
/** So many sentences of which none is a plan are speech. */
const SPEECH = 6;
const isPlan = (text: string): boolean => IS_PLAN.test(text) || PLAN_ABROAD.test(text);

/** Holds back an answer that begins like a plan, until its thought is over or all has come. */
export function planReader({ opensInThought = false }: Pick<Speaker, "opensInThought">) {
  let mode: "beginning" | "plan" | "speech" = opensInThought ? "plan" : "beginning";
  let held: Sentence[] = [];
  return {
    read(sentence: Sentence): Sentence[] {
      if (mode === "speech") return [sentence];
      const { text } = sentence;
      if (mode === "beginning" && text !== "" && !(held.length === 0 && MAY_ANNOUNCE.test(text)))
        mode = MAY_BE_PLAN.test(text) || beginsAbroad(text) ? "plan" : "speech";
      held.push(sentence);
      if (mode === "plan" && !opensInThought && held.length === SPEECH && !held.some((each) => isPlan(each.text)))
        mode = "speech";
      if (held.length > HELD) held.shift();
      return mode === "speech" ? held.splice(0) : [];
    },
    /** What follows is a thought by its heading, until an answer is announced. */
    expect(): void {
      if (mode === "beginning") mode = "plan";
    },
    isExpected: () => mode === "plan",
    /** What was held was thought. */
    over(): void {
      mode = "speech";
      held = [];
    },
    /** Nothing more comes: what is no plan is said, a line that begins with a plan is not, if there are others. */
    end(): Sentence[] {
      const first = held.findIndex(({ text }, at) => !isPlan(text) && !isPlanned(held, at));
      if (first >= 0) return held.slice(first);
      const alone = held.findIndex(({ text }) => !isPlan(text));
      return alone < 0 ? [] : held.slice(alone);
    },
  };
}

/** A plan stands on the same line. */
function isPlanned(held: Sentence[], at: number): boolean {
  let from = at;
  while (from > 0 && held[from]?.beginsLine === false) from--;
  let to = at + 1;
  while (held[to]?.beginsLine === false) to++;
  return held.slice(from, to).some(({ text }) => isPlan(text));
}
