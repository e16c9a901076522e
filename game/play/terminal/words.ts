const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

export interface Glyph {
  text: string;
  /** Columns of a terminal: https://www.unicode.org/reports/tr11/ */
  width: 1 | 2;
}

/** What of a text can be drawn: control characters, which a terminal would obey, become spaces. */
export function glyphsOf(text: string): Glyph[] {
  return Array.from(
    segmenter.segment(text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, " ")),
    ({ segment }) => ({
      text: segment,
      width: WIDE.test(segment) ? 2 : 1,
    }),
  );
}

const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;

export function widthOf(text: string): number {
  return glyphsOf(text).reduce((sum, { width }) => sum + width, 0);
}

/** Lines of at most `width` columns, broken between words where that can be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\s)/)) {
    if (widthOf((line + word).trimEnd()) <= width) {
      line += word;
      continue;
    }
    if (line !== "") lines.push(line.trimEnd());
    line = "";
    for (const { text: glyph } of glyphsOf(word)) {
      if (widthOf((line + glyph).trimEnd()) > width) {
        lines.push(line);
        line = "";
      }
      line += glyph;
    }
  }
  return line.trim() === "" && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}

/** The end of a text that fits, as a text box shows it while one writes. */
export function tailOf(text: string, width: number): string {
  const glyphs = glyphsOf(text);
  let left = width;
  const from = glyphs.findLastIndex((glyph) => (left -= glyph.width) < 0);
  return glyphs
    .slice(from + 1)
    .map((glyph) => glyph.text)
    .join("");
}
