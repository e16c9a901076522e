/** The object that a text begins with, if it ends within so many characters: braces in strings do not count. */
export function objectAt(text: string, most: number): string | undefined {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length && at < most; at++) {
    const sign = text.charAt(at);
    if (isQuoted && sign === "\\") at++;
    else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && sign === "{") depth++;
    else if (!isQuoted && sign === "}" && --depth === 0) return text.slice(0, at + 1);
  }
  return undefined;
}
