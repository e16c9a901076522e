/**
 * What a text may cost: every step of the guard takes one. A step is a few dozen nanoseconds, and ordinary lines need some
 * hundreds; when nothing is left the text is judged strictly, so that no text is slow and none passes by being slow.
 */
export interface Budget {
  left: number;
}

const STEPS_BY_TEXT = 1_500;
const STEPS_BY_CHARACTER = 8;

export const budgetFor = (text: string): Budget => ({ left: STEPS_BY_TEXT + STEPS_BY_CHARACTER * text.length });
