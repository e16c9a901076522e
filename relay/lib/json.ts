/** The value, or undefined where the text is no JSON, or so deep that who walks through the value runs out of stack. */
export function parsedJson(text: string): unknown {
  if (isDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What means something is a dozen deep, JSON in JSON included. */
const DEEPEST = 200;

/** Brackets in strings count too: where there are as many of them open, it is no talk either. */
function isDeep(text: string): boolean {
  if (text.length <= DEEPEST) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign === SQUARE || sign === CURLY) depth += 1;
    else if (sign === SQUARE_END || sign === CURLY_END) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

const [SQUARE, CURLY, SQUARE_END, CURLY_END] = [91, 123, 93, 125];
