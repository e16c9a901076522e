/**
 * Mends UTF-8 that a proxy has read as Windows-1252: `donâ€™t` is `don’t`, `CafÃ©` is `Café`. Only where the signs are those of
 * a whole letter; all else stays as it is. https://encoding.spec.whatwg.org/#windows-1252
 */
export const mended = (text: string): string =>
  LEADS.test(text) ? text.replace(MISREAD, read).replace(HALF_QUOTE, "”").replace(HALF_BLANK, "") : text;

/** The signs of the bytes 0x80 to 0x9F, where there are any. */
const HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
const NEXT = `[\x80-\xbf${HIGH}]`;
const LEADS = /[ÂÃÐÑâãð]/;
/** Of quotes and dashes, Latin, Cyrillic and Japanese letters, and emoji. */
const MISREAD = new RegExp(`[ÂÃ]${NEXT}|â[€„]${NEXT}|(?:[ÐÑ]${NEXT}){2,}|(?:ã[€‚\x81]${NEXT})+|ðŸ${NEXT}${NEXT}`, "g");
/** The last byte of a closing quote is no sign, and gets lost. */
const HALF_QUOTE = /â€(?=[\s,.!?;:]|$)/g;
/** A blank that does not break, after it was made one that does. */
const HALF_BLANK = /(?<=\p{Ll})Â(?=\s)/gu;

function read(misread: string): string {
  const bytes = Uint8Array.from(misread, (sign) => {
    const high = HIGH.indexOf(sign);
    return high < 0 ? sign.charCodeAt(0) : 0x80 + high;
  });
  const letters = new TextDecoder().decode(bytes);
  return letters.includes("\uFFFD") ? misread : letters;
}
