/** What a pattern tells too, told of the signs of ASCII without one: most texts are of these, and each is read several times. */

/** Whether there is a letter in a text from a place on. */
export const hasLetter = (text: string, from = 0): boolean => has(text, from, A_LETTER, LETTER);

/** Whether there is a letter or a digit in a text. */
export const hasWord = (text: string): boolean => has(text, 0, A_LETTER | A_DIGIT, LETTER_OR_DIGIT);

export const isCapital = (code: number): boolean => code >= 65 && code <= 90;

export const isSmall = (code: number): boolean => code >= 97 && code <= 122;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isBlank = (code: number): boolean =>
  code < 128 ? code === 32 || (code >= 9 && code <= 13) : BLANK.test(String.fromCharCode(code));

function has(text: string, from: number, kinds: number, any: RegExp): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= ASCII.length) return any.test(text.slice(at));
    if (((ASCII[code] ?? 0) & kinds) !== 0) return true;
  }
  return false;
}

const A_LETTER = 1;
const A_DIGIT = 2;
const ASCII = Uint8Array.from({ length: 128 }, (_, code) =>
  isCapital(code) || isSmall(code) ? A_LETTER : isDigit(code) ? A_DIGIT : 0,
);
const LETTER = /\p{L}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const BLANK = /\s/;
