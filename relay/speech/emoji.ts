import { GAP } from "./signs.ts";

/**
 * A text without the emoji that are one sign, which leave a gap; those of several signs may be cut in two here, and go with the
 * rules of what stands inside a sentence. A single emoji makes all letters of a text take two bytes, and reading it dear: where
 * none is left that needs two, each takes one again.
 */
export function withoutEmoji(text: string): string {
  if (!MAY_HAVE_SOME.test(text)) return text;
  const rest = text.replace(EMOJI, GAP);
  return WIDE.test(rest) ? rest : Buffer.from(rest, "latin1").toString("latin1");
}

const MAY_HAVE_SOME = /[\u2190-\u2BFF\u3297\u3299\uD83C-\uD83E]/;
const WIDE = /[^\0-\xff]/;
/** Not those that need another sign after them, nor a bullet before an item. */
const EMOJI = /[[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]--[©®™‼⁉〰〽▪]]+/gv;
