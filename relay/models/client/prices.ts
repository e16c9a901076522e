/** US dollars for a million tokens. */
export interface Price {
  input: number;
  cached: number;
  output: number;
}

/** https://platform.openai.com/docs/pricing as of 2026-11; write here what else your sheets use. */
const PRICES: Record<string, Price> = {
  "gpt-4o-mini": { input: 0.15, cached: 0.075, output: 0.6 },
  "gpt-4.1-nano": { input: 0.1, cached: 0.025, output: 0.4 },
  "gpt-4.1-mini": { input: 0.4, cached: 0.1, output: 1.6 },
  "gpt-4.1": { input: 2, cached: 0.5, output: 8 },
  "gpt-4o": { input: 2.5, cached: 1.25, output: 10 },
};

const FREE: Price = { input: 0, cached: 0, output: 0 };
/** A model nobody priced counts as a dear one, so that a budget errs on the safe side. */
const UNKNOWN: Price = { input: 2.5, cached: 2.5, output: 10 };

/** A dated id (`gpt-4o-mini-2024-07-18`) costs what its family costs; the rehearsal and models of our own are free. */
export function priceOf(model: string, isFree: boolean): Price {
  if (isFree || model === "rehearsal") return FREE;
  return PRICES[familyOf(model)] ?? UNKNOWN;
}

export const isPriced = (model: string): boolean => familyOf(model) in PRICES;

const familyOf = (model: string): string => model.replace(/^.*\//, "").replace(/-\d{4}-\d{2}-\d{2}$/, "");

export const usdFor = (
  price: Price,
  { input, cached, output }: { input: number; cached: number; output: number },
): number => ((input - cached) * price.input + cached * price.cached + output * price.output) / 1_000_000;
