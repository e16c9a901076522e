/** Kinds of signs in a text, as bits: told in one pass, so that a step which has nothing to do with a text never looks at it. */
export const AMPERSAND = 1;
/** With it something begins that is written between marks: a tag, a bracket, a star, an object, code. */
export const MARK = 2;
/** A sentence may end with it. */
export const STOP = 4;
/** What only a pattern can tell: a sign of a rare script, an emoji, or a sign of our own. */
export const RARE = 8;
/** `-`, its longer forms, and `~`. */
export const DASH = 32;
export const COLON = 64;
/** A quotation may begin or end with it. */
export const QUOTE = 128;
/** No sign of ASCII, nor a typographic quote, dash or ellipsis. */
export const FOREIGN = 256;
/** No letter, digit or blank, and none of `.,!?'"-` nor of their typographic forms: a rule of what stands inside may want it. */
export const SIGN = 16;

/** Which kinds of signs there are in a text. */
export function kindsIn(text: string): number {
  let kinds = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    kinds |= code < ASCII.length ? (ASCII[code] ?? 0) : kindOf(code);
  }
  return kinds;
}

const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (sign === "&") return AMPERSAND | SIGN;
  if (sign === "~") return MARK | SIGN | DASH;
  if (sign === ":") return SIGN | COLON;
  if (sign === "-") return DASH;
  if (sign === "'" || sign === '"') return QUOTE;
  if ("<[(*_{`".includes(sign)) return MARK | SIGN;
  if (".!?\n\r".includes(sign)) return STOP;
  if (/[A-Za-z0-9 ,]/.test(sign)) return 0;
  return code < 32 && sign !== "\t" ? RARE | SIGN : SIGN;
});

/** Letters of the most common scripts, and quotes and dashes. */
function kindOf(code: number): number {
  if (code >= 0x2018 && code <= 0x201d) return QUOTE;
  if (code === 0x2026) return STOP;
  if (code >= 0x86 && code <= 0x8b) return RARE | SIGN;
  if (code === 0x2013 || code === 0x2014) return RARE | SIGN | DASH;
  const isLetter =
    (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x400 && code <= 0x481) ||
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0xac00 && code <= 0xd7a3);
  return isLetter ? FOREIGN : RARE | SIGN | FOREIGN;
}
