/** A new text of a length: pieces of known ones one after the other, some of them repeated, some with a character changed. */
export function splice(texts: string[], length: number, random: () => number): string {
  const below = (most: number): number => Math.floor(random() * most);
  let text = "";
  while (text.length < length) {
    const one = texts[below(texts.length)] ?? "";
    const from = below(one.length);
    const piece = one.slice(from, from + 1 + below(random() < 0.5 ? 12 : 120));
    const changed =
      random() < 0.3 ? piece.replace(piece.charAt(below(piece.length)), SIGNS.charAt(below(SIGNS.length))) : piece;
    text += changed.repeat(random() < 0.1 ? 1 + below(8) : 1) + (random() < 0.3 ? " " : "");
  }
  return text.slice(0, length);
}

const SIGNS = " .,'-_*#!|1@23aeiskdm";
