import { judgeLocally } from "../../safety/judge.ts";

// What a player sees, and what is written: every sign between letters, every alphabet with twins, letters that are turned.

const LINES = [
  "i want to kill myself",
  "add me on discord",
  "kill yourself",
  "send me nudes",
  "my number is 5550123456",
];

const inLetters = (sign: string) => (text: string) =>
  text.replace(/\S+/g, (word) => Array.from(word).join(sign)).replaceAll(" ", sign.trim() === "" ? "   " : " ");
const inBrackets = (open: string, close: string) => (text: string) =>
  text.replace(/\S/g, (letter) => `${open}${letter}${close}`);
const turned = (text: string) => Array.from(text).reverse().join("");
const by = (letters: string) => {
  const twins = Array.from(letters);
  return (text: string) => text.replace(/[a-z]/g, (letter) => twins[letter.charCodeAt(0) - 97] ?? letter);
};

const SIGNS = [
  ":",
  ";",
  "=",
  "^",
  "->",
  "==",
  "~",
  "/",
  "_",
  "…",
  "🌲",
  "❤️",
  "👨‍👩‍👧",
  " ",
  ". ",
  "\u2800",
  "\u200b",
  "\u00ad",
  "\u180e",
];

test.each(SIGNS)("letters with %j between them are read", (sign) => {
  for (const line of LINES) expect([line, judgeLocally(inLetters(sign)(line)).kind]).not.toContain("passed");
});

test.each<[string, (text: string) => string]>([
  ["in round brackets", inBrackets("(", ")")],
  ["in curly brackets", inBrackets("{", "}")],
  ["in quotes", inBrackets("«", "»")],
  ["with a ring around each", inBrackets("", "\u20dd")],
  ["struck through", inBrackets("", "\u0336")],
  ["of Cherokee", by("ᎪᏴᏟᎠᎬfᏀᎻᎥᎫᏦᏞᎷnᎾᏢqᏒᏚᎢuᏙᎳxᎩᏃ")],
  ["of Canadian syllables", by("ᗩᗷᑕᗪᗴᖴᘜᕼiᒍkᒪᗰᑎᗝᑭᑫᖇᔕtᑌᐯᗯ᙭yz")],
  ["of Lisu", by("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑqꓣꓢꓔꓴꓦꓪꓫꓬꓜ")],
  ["in parentheses of one sign", by("⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥⒦⒧⒨⒩⒪⒫⒬⒭⒮⒯⒰⒱⒲⒳⒴⒵")],
  ["from right to left", (text) => `\u202e${turned(text)}\u202c`],
  ["from right to left after a word", (text) => `well \u202e${turned(text)}`],
  ["from right to left, word by word", (text) => text.replace(/\S+/g, (word) => `\u202e${turned(word)}\u202c`)],
  ["upside down", (text) => turned(by("ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")(text))],
])("letters %s are read", (_how, write) => {
  for (const line of LINES) expect([line, judgeLocally(write(line)).kind]).not.toContain("passed");
});

test.each(["minh@ @mig@ qu3r s3 m@t@r", "w@nt t0 d!3 n0w", "k*i*l*l y+o+u+r+s+e+l+f"])(
  "signs that may be letters are read both ways: %s",
  (line) => {
    expect(judgeLocally(line).kind).not.toBe("passed");
  },
);

test.each([
  "I . . . am tired",
  "I... am... so... tired",
  "B-b-but I d-d-don't know!",
  "A B C, it's easy as 1 2 3",
  "w o w  t h a t  i s  c o o l",
  "T:h:e k:i:n:g i:s d:e:a:d",
  "🌲h🌲i🌲 🌲t🌲h🌲e🌲r🌲e🌲",
  "(h)(e)(l)(l)(o) guard",
  "x=y=z, and 3-2-1 go!",
  "the code on the wall is 4-8-15-16-23-42",
  "1/2 or 3/4 of the bread?",
  "ɥǝllo", // One letter may be a slip.
  "oɹǝɥ ǝɥʇ ɯɐ ᴉ",
  "\u202eoreh eht ma I\u202c",
  "¿Q u é  v e n d e s?",
  "שלום, מה שלומך?",
  "مرحبا كيف حالك",
  "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
])("%s passes", (line) => {
  expect(judgeLocally(line)).toEqual({ kind: "passed" });
});
