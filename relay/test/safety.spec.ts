import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { readSheet } from "../cast/read-sheet.ts";
import { budgetFor } from "../safety/budget.ts";
import { opinionOn, readModel } from "../safety/classifier/model.ts";
import { compilerOf } from "../safety/compile.ts";
import { type Crisis, findCrisis } from "../safety/crisis.ts";
import { judgeLocally } from "../safety/judge.ts";
import { latticeOf } from "../safety/lattice.ts";
import { openPhrasebook } from "../safety/phrasebook.ts";
import { phrasesOf } from "../safety/phrases.ts";
import { scrubPersonal } from "../safety/scrub.ts";
import { findUnsafe, type Unsafe } from "../safety/unsafe.ts";
import { splice } from "./support/splice.ts";

type Corpus<Kind extends string> = Record<Kind | "none", string[]>;
const readCorpus = async (name: string): Promise<unknown> =>
  parse(await readFile(join(import.meta.dirname, "corpus", name), "utf8"));

const crises = (await readCorpus("crisis.yaml")) as Record<string, Corpus<Crisis>>;
const unsafe = (await readCorpus("unsafe.yaml")) as Corpus<Unsafe>;
const LANGUAGES = ["en", "es", "pt", "fr", "de", "id"];
const calls = (corpus: Corpus<Crisis>) => [...corpus["self-harm"], ...corpus.abuse, ...corpus.medical];

/** The lines that come out otherwise than they should, which a failing test then shows. */
const mistakes = <Kind extends string>(corpus: Corpus<Kind>, find: (text: string) => Kind | undefined): string[] =>
  Object.entries<string[]>(corpus).flatMap(([kind, lines]) =>
    lines
      .filter((line) => (find(line) ?? "none") !== kind)
      .map((line) => `${kind}, not ${find(line) ?? "none"}: ${line}`),
  );

describe("a call for help", () => {
  test.each(LANGUAGES)("is heard in the words of players (%s), and talk of games is left alone", (language) => {
    const corpus = crises[language] as Corpus<Crisis>;
    const least = language === "en" ? 25 : 10;
    expect(calls(corpus).length).toBeGreaterThanOrEqual(least);
    expect(corpus.none.length).toBeGreaterThanOrEqual(least);
    expect(mistakes(corpus, findCrisis)).toEqual([]);
  });

  test("is heard through every disguise of its letters", () => {
    const sentences = LANGUAGES.flatMap((language) => calls(crises[language] as Corpus<Crisis>));
    const plain = sentences.filter((sentence) => /^[\p{L} ]+$/u.test(sentence));
    fc.assert(
      fc.property(fc.constantFrom(...plain), fc.constantFrom(...Object.values(DISGUISES)), (sentence, disguise) => {
        expect([sentence, findCrisis(disguise(sentence))]).toEqual([sentence, findCrisis(sentence)]);
      }),
      { numRuns: 500 },
    );
  });

  test.each(["\n", "\t", "\r\n", "\u0085", "\u2028", "\v"])("is heard where %j is between words", (space) => {
    const line = "he said its our secret and he touches me";
    expect(judgeLocally(line.replaceAll(" ", space)).kind).toBe("crisis");
    expect(judgeLocally(`i beat the boss${space}and it killed me twice`).kind).toBe("passed");
  });

  test("is heard where every word is spelled out, and a wider gap is between words", () => {
    const spelled = (text: string, gap: string): string =>
      text
        .split(" ")
        .map((word) => Array.from(word).join(" "))
        .join(gap);
    for (const line of ["he said its our secret and he touches me", "wie viele tabletten braucht man zum sterben"])
      for (const gap of ["  ", "   ", "\t "])
        expect([line, judgeLocally(spelled(line, gap)).kind]).toEqual([line, "crisis"]);
    expect(judgeLocally(spelled("i just hit level 30 finally", "  ")).kind).toBe("passed");
  });

  test("is not heard in what the cast says by itself, nor in a kind answer to one", async () => {
    const folder = join(import.meta.dirname, "../npcs");
    const files = (await readdir(folder)).filter((file) => file.endsWith(".md") && file !== "world.md");
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const { greeting, fallbacks, quickReplies, rehearsal } = readSheet(
        file,
        await readFile(join(folder, file), "utf8"),
      );
      const said = [...rehearsal.otherwise, ...rehearsal.answers.map(({ say }) => say)];
      for (const line of [greeting, ...fallbacks, ...quickReplies, ...said])
        expect([line, judgeLocally(line, "npc")]).toEqual([line, { kind: "passed" }]);
    }
    expect(findCrisis("I am sorry, dear. A grown-up you trust can help you with that.")).toBeUndefined();
  });

  test("is heard before an address that is told with it", () => {
    expect(judgeLocally("i want to die, call me 555-123-4567")).toEqual({ kind: "crisis", crisis: "self-harm" });
  });
});

const DISGUISES: Record<string, (text: string) => string> = {
  capitals: (text) => text.toUpperCase(),
  invisible: (text) => Array.from(text).join("\u200b"),
  accents: (text) => text.replace(/[aeiou]/g, "$&\u0301"),
  bare: (text) => text.normalize("NFD").replace(/\p{M}/gu, ""),
  wide: (text) => text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)),
  bold: (text) => text.replace(/[a-z]/g, (letter) => String.fromCodePoint(letter.charCodeAt(0) - 97 + 0x1d41a)),
  cyrillic: (text) => text.replace(/[aeop]/g, (letter) => ({ a: "а", e: "е", o: "о", p: "р" })[letter] ?? letter),
  stretched: (text) => text.replace(/(?<=\p{L})[aeiou](?= |$)/gu, "$&$&$&$&"),
  leet: (text) =>
    text.replace(/(?<=\p{L})[aeo]|[aeo](?=\p{L})/gu, (letter) => ({ a: "@", e: "3", o: "0" })[letter] ?? letter),
  punctuated: (text) => `...${text.replaceAll(" ", ", ")}!!`,
};

describe("what leads out of the game or to a real person", () => {
  test("is found, and talk of games is left alone", () => {
    expect(mistakes(unsafe, findUnsafe)).toEqual([]);
    const games = LANGUAGES.flatMap((language) => crises[language]?.none ?? []);
    expect(games.filter((line) => findUnsafe(line) !== undefined)).toEqual([]);
  });

  test("no text of whatever kind stops the guard, and what is scrubbed once stays as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        judgeLocally(text);
        const once = scrubPersonal(text);
        expect(scrubPersonal(once)).toBe(once);
      }),
    );
  });
});

describe("a text that is made to be slow", () => {
  /** A generator of the same numbers each time: https://en.wikipedia.org/wiki/Linear_congruential_generator */
  const randomFrom = (seed: number) => () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  const stepsOf = (text: string): number => {
    const budget = budgetFor(text);
    const { left } = budget;
    judgeLocally(text, "player", budget);
    return left - budget.left;
  };

  test.each([300, 600])(
    "takes no more steps than there are for %d characters, whatever it is made of",
    async (length) => {
      const seeds = (await readCorpus("slow.yaml")) as string[];
      const random = randomFrom(length);
      let known = seeds.map((text) => ({ text, steps: 0 }));
      for (let round = 0; round < 200; round++) {
        const text = splice(
          known.map((one) => one.text),
          length,
          random,
        );
        known = [...known, { text, steps: stepsOf(text) }].sort((a, b) => b.steps - a.steps).slice(0, 40);
      }
      const most = budgetFor("x".repeat(length)).left;
      expect(known[0]?.steps).toBeLessThan(1.25 * most);
      const spent = known.filter(({ steps }) => steps >= most);
      expect(spent.filter(({ text }) => judgeLocally(text).kind === "passed")).toEqual([]);
    },
  );

  test("is none of those that people write, however long", () => {
    const ordinary = [...LANGUAGES.flatMap((language) => crises[language]?.none ?? []), ...unsafe.none];
    const long = ordinary.map((_line, at) =>
      ordinary
        .slice(at, at + 30)
        .join(" ")
        .slice(0, 300),
    );
    expect(long.filter((text) => stepsOf(text) >= budgetFor(text).left)).toEqual([]);
  });
});

describe("what is kept of a player", () => {
  test.each([
    ["mail robin@example.com or +49 170 1234567!", "mail [private] or [private]!"],
    ["robin at example dot com is mine", "[private] is mine"],
    ["Player lives at 12 Baker Street, likes tea", "Player lives at [private], likes tea"],
    ["My real name is Robin Smith and I like cats", "My real name is [private] and I like cats"],
    ["my real name? robin smith", "my real name? [private]"],
    ["The player's full name is Robin Smith.", "The player's full name is [private]."],
    ["my last name is O'Neill-Smith", "my last name is [private]"],
    ["Mi nombre real es Ana García y tengo un gato", "Mi nombre real es [private] y tengo un gato"],
    ["meu sobrenome é Costa", "meu sobrenome é [private]"],
    ["mon vrai nom c'est Luc Martin", "mon vrai nom c'est [private]"],
    ["mein Nachname ist Müller", "mein Nachname ist [private]"],
    ["nama lengkap saya Budi Santoso", "nama lengkap saya [private]"],
    ["𝗺𝘆 𝗿𝗲𝗮𝗹 𝗻𝗮𝗺𝗲 𝗶𝘀 𝗥𝗼𝗯𝗶𝗻", "𝗺𝘆 𝗿𝗲𝗮𝗹 𝗻𝗮𝗺𝗲 𝗶𝘀 [private]"],
    ["🐎 call 555-123-4567 🐎 or 555-987-6543", "🐎 call [private] 🐎 or [private]"],
  ])("%s", (said, kept) => {
    expect(scrubPersonal(said)).toBe(kept);
  });

  test.each(["my name is Robin", "Mein Name ist Robin", "my real name is a secret", "I have 3 apples for 20 coins"])(
    "%s: stays",
    (said) => expect(scrubPersonal(said)).toBe(said),
  );
});

describe("the words of safety", () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "words-"))));
  afterAll(() => rm(folder, { recursive: true }));
  const own = async (text: string): Promise<string> => {
    const file = join(folder, "own.yaml");
    await writeFile(file, text);
    return file;
  };

  test("are there in six languages, each its own", () => {
    const { wordsFor, locales } = openPhrasebook();
    expect(locales()).toEqual(expect.arrayContaining(LANGUAGES));
    expect(new Set(LANGUAGES.map((language) => wordsFor(language).care["self-harm"].text)).size).toBe(LANGUAGES.length);
  });

  test("are those of the locale, else of its language, else English", async () => {
    const { wordsFor } = openPhrasebook(await own("pt-pt:\n  reminder: Personagem de IA"));
    expect(wordsFor("PT_pt").reminder).toBe("Personagem de IA");
    expect(wordsFor("pt-pt").stepOut).toBe(wordsFor("pt").stepOut);
    expect(wordsFor("pt-br")).toEqual(wordsFor("pt"));
    for (const unknown of ["xx-yy", "", "__proto__", "constructor"]) expect(wordsFor(unknown)).toEqual(wordsFor("en"));
  });

  test("are an operator's where there are any, field by field", async () => {
    const { wordsFor } = openPhrasebook(await own("en:\n  reminder: You talk with a machine"));
    expect(wordsFor("en")).toEqual({ ...openPhrasebook().wordsFor("en"), reminder: "You talk with a machine" });
  });

  test("may tell a number to call", async () => {
    const text = "Call 1-800-422-4453 at any time.";
    const { wordsFor } = openPhrasebook(await own(`en:\n  stepOut: ${text}`));
    expect(wordsFor("en").stepOut).toBe(text);
  });

  test.each([
    ["a field that does not exist", "en:\n  remainder: AI", /own\.yaml:2: en\.remainder: /],
    ["a field of the wrong type", "en:\n  notice: AI\n  care: no", /own\.yaml:3: en\.care: /],
    [
      "a link",
      "en:\n  care:\n    abuse: { title: Help, text: Go to example.com }",
      /own\.yaml:3: en\.care\.abuse\.text: .*link/,
    ],
    [
      "an account beside a phone number",
      "en:\n  care:\n    abuse: { title: Help, text: 'Call 1-800-422-4453, or add me on discord: helper#1234' }",
      /own\.yaml:3: en\.care\.abuse\.text: .*accounts/,
    ],
    [
      "a new language that is not whole",
      "de: {}\nit:\n  notice: IA",
      /own\.yaml:2: it\.reminder: [\s\S]*it\.sayOtherwise/,
    ],
    ["a language that is none", "English:\n  notice: AI", /own\.yaml:1: English: /],
    ["YAML that is broken", "en:\n  notice: 'AI", /own\.yaml:\d+: /],
  ])("with %s the file is refused, and the place is named", async (_what, text, expected) => {
    const file = await own(text);
    expect(() => openPhrasebook(file)).toThrow(expected);
  });

  test("a file that is not there is named", () => {
    expect(() => openPhrasebook(join(folder, "none.yaml"))).toThrow(/none\.yaml: cannot be read/);
  });
});

test.each([
  ["took (NUMBER|NUMBER of)? pills", ["took 5 pills", "took 5 of pills", "took pills"], ["took many pills"]],
  ["(i|we) ... (die|NUMBER) !(to|from the)", ["i just die", "we die from him"], ["i die to", "we got 1 from the"]],
  ["möchte suicid*", ["Möchte Suicidio!", "moechte suicid"], ["suicidio"]],
  ["j'ai WANT", ["j'ai envie", "jai envi de", "j ai envie"], ["ai envie"]],
])("in the language of the word tables %s means what it says", (phrase, said, unsaid) => {
  const find = phrasesOf([{ phrases: { told: [phrase] }, compile: compilerOf({ WANT: "envie | envi de" }) }]);
  const isHeard = (text: string) => find(latticeOf(text, budgetFor(text)), budgetFor(text)).has("told");
  expect([said.filter((text) => !isHeard(text)), unsaid.filter(isHeard)]).toEqual([[], []]);
});

test.each([
  ["a list that is not there", "WANT to die"],
  ["a bracket that stays open", "(want to die"],
  ["a bracket that was never opened", "want) to die"],
  ["a list that mentions itself", "ROUND and round"],
])("a word table with %s does not start", (_what, phrase) => {
  expect(() =>
    phrasesOf([{ phrases: { told: [phrase] }, compile: compilerOf({ ROUND: "again | (ROUND)? once more" }) }]),
  ).toThrow(SyntaxError);
});

test("an NPC may say what a player is called, whoever's account elsewhere is called so too", () => {
  const names = ["Robin", "Leo", "Mia", "Zoe", "Alex", "Sam", "Jake", "Luna", "Maria", "Shadow", "Rowan", "Ash"];
  for (const name of names)
    for (const line of [`${name}.`, `Your name is ${name}.`, `You told me: My name is ${name}.`, `Good day, ${name}!`])
      expect([line, judgeLocally(line, "npc")]).toEqual([line, { kind: "passed" }]);
});

test("of lines that were judged, whose opinions are kept for a while, nobody's words are", () => {
  const model = readModel("player");
  const lines = [["meet", "me", "at", "xylorimba", "lane"], ["xylorimba"], []];
  const opinions = lines.map((words) => opinionOn(model, words));
  expect(lines.map((words) => opinionOn(model, words))).toEqual(opinions);
  expect(model.known.size).toBe(3);
  expect(JSON.stringify([...model.known])).not.toContain("xylorimba");
  for (let line = 0; line < 1_000; line++) opinionOn(model, ["a", "line", String(line)]);
  expect(model.known.size).toBeLessThan(300);
});
