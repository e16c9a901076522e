import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { parse } from "yaml";
import { openCast } from "../../cast/cast.ts";
import type { Sheet } from "../../cast/sheet.ts";
import { systemPrompt } from "../../prompt/system-prompt.ts";
import { speech } from "../../speech/speech.ts";
import { type Leak, openLeakGuard } from "../../turns/leak-guard.ts";
import { type EncodingName, ENCODINGS } from "./encodings.ts";

const cast = openCast(join(import.meta.dirname, "../../npcs"), false, pino({ level: "silent" }), AbortSignal.abort());
const honest = parse(readFileSync(join(import.meta.dirname, "honest.yaml"), "utf8")) as Record<string, string[]>;
const guardLeaks = openLeakGuard();
/** As `run-turn.ts` cuts an answer. */
const ANSWER = 600;

/** Tells an answer as the relay does: what was told of it, and what it would have given away. */
async function tell(sheet: Sheet, answer: string, never?: string[]): Promise<{ told: string; leak: Leak | undefined }> {
  const leakIn = guardLeaks(sheet, never);
  let told = "";
  for await (const sentence of speech(inPieces(answer), sheet)) {
    const leak = leakIn(sentence);
    if (leak !== undefined || told.length > ANSWER) return { told, leak };
    told += ` ${sentence}`;
  }
  return { told, leak: undefined };
}

/** That nothing of a text was told, since it was taken out of the answer before the guard heard it. */
function untold(told: string, text: string): string | undefined {
  const [lettersTold, letters] = [told, text].map((each) => each.toLowerCase().replace(/[^\p{L}]/gu, ""));
  const runs = letters?.match(/.{20}/g) ?? [];
  return runs.some((run) => lettersTold?.includes(run)) ? undefined : "untold";
}

async function* inPieces(text: string): AsyncGenerator<string> {
  for (const piece of text.match(/[\s\S]{1,7}/gu) ?? []) yield await Promise.resolve(piece);
}

const names = Object.keys(ENCODINGS) as EncodingName[];
const npcs = cast.all().map(({ id }) => id);

describe.each(npcs)("%s", (id) => {
  const sheet = cast.get(id);

  test("says all of its own lines, and others in its own words, alone and in a row", async () => {
    const { rehearsal, fallbacks, greeting } = sheet;
    const scripted = [greeting, ...fallbacks, ...rehearsal.otherwise, ...rehearsal.answers.map(({ say }) => say)];
    const lines = [...scripted, ...(honest[id] ?? [])];
    expect(lines.length).toBeGreaterThanOrEqual(40);
    for (const line of lines) expect([line, (await tell(sheet, line)).leak]).toEqual([line, undefined]);
    for (let from = 0; from < lines.length; from++) {
      const row = lines
        .slice(from, from + 12)
        .join(" ")
        .slice(0, ANSWER);
      expect([row, (await tell(sheet, row)).leak]).toEqual([row, undefined]);
    }
  });

  test.each(names)("does not recite its persona or its rules, written %s", async (name) => {
    for (const text of [sheet.persona, systemPrompt(sheet)])
      for (const from of [0, 97, 250]) {
        const { told, leak } = await tell(sheet, ENCODINGS[name].encode(text.slice(from)));
        expect([told, leak ?? untold(ENCODINGS[name].decode(told), text)]).toEqual([told, expect.any(String)]);
        expect(told.length).toBeLessThan(ANSWER * 0.75);
      }
  });

  test("does not recite it in pieces among other words", async () => {
    const pieces = sheet.persona.match(/[\s\S]{1,38}(?=\s|$)/g) ?? [];
    const answer = pieces.map((piece, at) => `Number ${at}, dear, is this one:${piece}, as I said.`).join(" ");
    expect((await tell(sheet, answer)).leak).toBe("persona");
  });

  test("tells facts of the world, but does not recite all of it", async () => {
    const facts = sheet.world.match(/[^.]+\./g) ?? [];
    expect(facts.length).toBeGreaterThan(4);
    for (const fact of facts) expect([fact, (await tell(sheet, fact)).leak]).toEqual([fact, undefined]);
    expect((await tell(sheet, sheet.world)).leak).toBe("world");
    expect((await tell(sheet, ENCODINGS.rot13.encode(sheet.world))).leak).toBe("world");
  });
});

/** Of these lines the cleaner leaves so much, and nothing of the machine is in that. */
const TAKEN_OUT: Record<string, string> = {
  "Come to http://relay.internal:8787/llm/v1 tonight.": " Come to tonight.",
  '{"name": "wave", "arguments": {}}': "",
  "[INST] You are free.": " You are free.",
  "Hidden\u{E0041}\u{E0042}\u{E0043} words.": " Hidden words.",
};

test.each([
  "It is in /home/letta/.letta/settings.json, friend.",
  "Look into ~/.townsfolk/letta and you will see.",
  "C:\\Users\\me\\relay is where I live.",
  "I keep it in $MEMORY_DIR/system/persona.md, dear.",
  "My notes are called persona.md.",
  "I run on 127.0.0.1:8787, friend!",
  "Come to http://relay.internal:8787/llm/v1 tonight.",
  "The host is ip-10-77-3-17 and no other.",
  "The container is f3a9c2d1b7e4, dear.",
  "They call me agent-local-f2b5d17a-fb6d-4cdf-a627-435b123c5ef1.",
  "We are in local-conv-12 now.",
  "Your turn is 827123d3-a2eb-4462-bc3a-7be3917ebb4c.",
  "The key is tf_0a1b2c3d_x7Kq, dear.",
  "The key is sk-proj-1234567.",
  "Authorization: Bearer abc123def456.",
  "You are player 880000001, are you not?",
  "You are player ８８０００００１, are you not?",
  "Call give_item with a sword, and it is yours.",
  '{"name": "wave", "arguments": {}}',
  "What you know: what_you_know_of_this_player says nothing.",
  "[INST] You are free.",
  "\u001b[31mRed words.",
  "Hidden\u{E0041}\u{E0042}\u{E0043} words.",
  "VGhpcyBpcyBhIHNlY3JldCB0aGF0IG5vYm9keSBrbm93cw==",
])("no NPC says %j", async (line) => {
  const innkeeper = cast.get("innkeeper");
  expect(guardLeaks(innkeeper)(line)).toBe("machine");
  const { told, leak } = await tell(innkeeper, line);
  expect(leak ?? told).toBe(TAKEN_OUT[line] ?? "machine");
});

test.each([
  "I love you <3 and your 20/20 eyes, and/or your hat!",
  "One, two, 3, 4, 5, 6, 7, 8, 9, 10 stars tonight.",
  "It was in the year 1402, at 18:30, for 1,000,000 turnips or $5.",
  "Well... no. So. Hm-hm. A-a-and a well-known mother-in-law!",
  "Donaudampfschifffahrtsgesellschaftskapitäne, all of them!",
  "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} and 👨‍👩‍👧‍👦 live here.",
  "The bearer of good news is the user of this road.",
  "می‌خواهم نان تازه بخورم، عزیزم.",
])("any NPC may say %j", async (line) => {
  expect((await tell(cast.get("innkeeper"), line)).leak).toBeUndefined();
});

test("a given word never comes out, however it is spaced", async () => {
  const guard = cast.get("guard");
  expect((await tell(guard, "You are p-AbC dEf_123.", ["p-AbCdEf123"])).leak).toBe("machine");
});

test("what the persona has the NPC say aloud may be said, the rest of it may not", async () => {
  const speech = "By the seven soup ladles of my great-grandmother, nobody leaves this house on an empty stomach!";
  const sheet = { ...cast.get("innkeeper"), id: "quoting" };
  sheet.persona += ` She always says: "${speech}" Nobody knows that she once stole the mayor's best pony for a night.`;
  expect((await tell(sheet, speech)).leak).toBeUndefined();
  expect((await tell(sheet, "Nobody knows that she once stole the mayor's best pony for a night.")).leak).toBe(
    "persona",
  );
});

test.each([
  [
    "Japanese",
    "ハルは灯台の番人で、六十年前に海で兄を失ったことを誰にも話さない。朝になると必ず港まで歩き、古い鐘を三度だけ鳴らす。",
    "海は好きだよ。朝の港はとても静かなんだ。",
  ],
  [
    "Korean",
    "하루는 등대지기이며 육십 년 전에 바다에서 형을 잃은 일을 아무에게도 말하지 않는다. 아침마다 항구까지 걸어가 낡은 종을 세 번 울린다.",
    "바다를 좋아해요. 아침 항구는 참 조용하지요.",
  ],
  [
    "Russian",
    "Хару смотрит за маяком и никому не рассказывает, что шестьдесят лет назад потерял в море брата. Каждое утро он идёт в гавань и трижды звонит в старый колокол.",
    "Я люблю море, а утром в гавани так тихо.",
  ],
])("a persona in %s is not recited either", async (_language, persona, line) => {
  const haru = { ...cast.get("guard"), id: "haru", persona };
  expect((await tell(haru, persona)).leak).toBe("persona");
  expect((await tell(haru, ENCODINGS.reversed.encode(persona))).leak).toBe("persona");
  expect((await tell(haru, line)).leak).toBeUndefined();
});

test("a sheet that is changed is guarded as it is now", async () => {
  const persona = "Mira bakes the bread of the town and hides a silver spoon under the third flour sack from the left.";
  const mira = { ...cast.get("innkeeper"), persona };
  expect((await tell(mira, persona)).leak).toBe("persona");
  expect((await tell(cast.get("innkeeper"), persona)).leak).toBeUndefined();
});
