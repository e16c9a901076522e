/**
 * What a text says to who sees it, where that is not the order in which it is written: letters between the marks that turn the
 * direction of writing (https://www.unicode.org/reports/tr9/), and letters that are upside down. Undefined where nothing is.
 */
export function turnedAround(written: string): string | undefined {
  if (written.includes(TURN)) return written.replace(TURNED, (_whole, letters: string) => backwards(letters));
  const upsideDown = written.match(UPSIDE_DOWN);
  return upsideDown !== null && upsideDown.length > 1
    ? backwards(written, (char) => UPRIGHT.get(char) ?? char)
    : undefined;
}

const backwards = (text: string, read = (char: string) => char): string => Array.from(text, read).reverse().join("");

/** Right-to-left override, up to the end of the line or where it is popped. */
const TURN = "\u202e";
const TURNED = /\u202e([^\u202c\n]*)/g;

const UPSIDE_DOWN = /[ɐɔǝɟƃɓɥᴉıɾſʞןɯɹʇʌʍʎ]/gu;
const UPRIGHT = new Map(
  [
    ["ɐɔǝɟƃɓɥᴉıɾſʞןɯɹʇʌʍʎ", "acefgghiijjklmrtvwy"],
    ["bqdpnuwm69", "qbpdunmw96"],
  ].flatMap(([turned = "", upright = ""]) =>
    Array.from(turned, (char, at): [string, string] => [char, upright[at] ?? ""]),
  ),
);
