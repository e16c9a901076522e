/** How often a sign stands in a row. */
export function runOf(sign: string, text: string, from = 0): number {
  let at = from;
  while (text.charAt(at) === sign) at++;
  return at - from;
}
