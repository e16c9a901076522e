/** US dollars for a million tokens. */
export interface Price {
  input: number;
  cached: number;
  output: number;
}

const price = (input: number, cached: number, output: number): Price => ({ input, cached, output });

const CLAUDE_OPUS = price(15, 1.5, 75);
const CLAUDE_SONNET = price(3, 0.3, 15);

/** As of 2026-11; write here what else your sheets use. */
const PRICES = new Map<string, Price>([
  // https://platform.openai.com/docs/pricing
  ["gpt-4o-mini", price(0.15, 0.075, 0.6)],
  ["gpt-4.1-nano", price(0.1, 0.025, 0.4)],
  ["gpt-4.1-mini", price(0.4, 0.1, 1.6)],
  ["gpt-4.1", price(2, 0.5, 8)],
  ["gpt-4o", price(2.5, 1.25, 10)],
  ["gpt-4o-2024-05-13", price(5, 5, 15)],
  ["gpt-4-turbo", price(10, 10, 30)],
  ["gpt-4", price(30, 30, 60)],
  ["o1", price(15, 7.5, 60)],
  // Not at OpenAI's chat completions, but at others': https://openrouter.ai/openai/o1-pro
  ["o1-pro", price(150, 150, 600)],
  // https://docs.anthropic.com/en/docs/about-claude/pricing
  ["claude-3-opus", CLAUDE_OPUS],
  ["claude-opus-4", CLAUDE_OPUS],
  ["claude-opus-4-1", CLAUDE_OPUS],
  ["claude-3-5-sonnet", CLAUDE_SONNET],
  ["claude-3-7-sonnet", CLAUDE_SONNET],
  ["claude-sonnet-4", CLAUDE_SONNET],
  ["claude-3-5-haiku", price(0.8, 0.08, 4)],
  ["claude-3-haiku", price(0.25, 0.03, 1.25)],
  // https://platform.claude.com/docs/about-claude/models/whats-new-opus-5
  ["claude-opus-5", price(5, 0.5, 25)],
]);

const FREE: Price = price(0, 0, 0);
/**
 * A model nobody priced counts as the dearest that answers chat completions at its maker: gpt-4 by what it reads, Claude Opus 4.1
 * by what it writes. A budget then ends too early, and never too late.
 */
const UNKNOWN: Price = price(30, 30, 75);
/** Whoever runs weights that everybody may run cannot ask that much: as dear as the largest of them are. https://www.together.ai/pricing */
const OPEN_WEIGHTS: Price = price(3.5, 3.5, 10);
const OPEN =
  /(?:^|[/:._-])(?:llama|code-?llama|mi[sx]tral|qwen|qwq|deepseek|gemma|phi|gpt-oss|glm|kimi|hermes|olmo|smollm)/i;

/** A dated id (`gpt-4o-mini-2024-07-18`) costs what its family costs. Whose price is known costs it through a gateway of our own as well. */
export function priceOf(model: string, isFree: boolean): Price {
  const known = knownPrice(model);
  if (known !== undefined) return known;
  return isFree || model === "rehearsal" ? FREE : OPEN.test(model) ? OPEN_WEIGHTS : UNKNOWN;
}

export const isPriced = (model: string): boolean => knownPrice(model) !== undefined;

function knownPrice(model: string): Price | undefined {
  // https://openrouter.ai/docs/faq
  if (model.endsWith(":free")) return FREE;
  const id = model.replace(/^.*\//, "");
  return PRICES.get(id) ?? PRICES.get(familyOf(id));
}

/** Without its date; Bedrock writes a maker before it and a version behind it, and OpenRouter `claude-opus-4.1`. */
function familyOf(id: string): string {
  const plain = id.replace(/^(?:[a-z]+\.)?anthropic\.|-v\d+(?::\d+)?$/g, "");
  const family = plain.replace(/[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, "");
  return family.startsWith("claude") ? family.replace(".", "-").replace(/-0$/, "") : family;
}

export const usdFor = (
  price: Price,
  { input, cached, output }: { input: number; cached: number; output: number },
): number => ((input - cached) * price.input + cached * price.cached + output * price.output) / 1_000_000;
