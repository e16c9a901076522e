/** What a guard thinks of a text. */
export type Opinion = "passed" | "self-harm" | "refused";

/** What comes of the categories that a guard names, by codes of Llama Guard or by words. `otherwise`: of one that nobody knows. */
export function opinionOf(categories: string[], otherwise: "passed" | "refused"): Opinion {
  const opinions = categories.map((category) => opinionOfOne(category) ?? otherwise);
  if (opinions.includes("self-harm")) return "self-harm";
  return opinions.includes("refused") ? "refused" : "passed";
}

function opinionOfOne(category: string): Opinion | undefined {
  const plain = category
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return LLAMA_GUARD.get(plain.toUpperCase()) ?? BY_WORDS.find(([words]) => words.test(plain))?.[1];
}

/**
 * MLCommons' hazards as Llama Guard 3 and 4 number them: https://ollama.com/library/llama-guard3
 * Slander, advice, copyright, elections and code are nothing that an NPC's talk is stopped for.
 */
const LLAMA_GUARD = new Map<string, Opinion>([
  ...["S1", "S2", "S3", "S4", "S7", "S9", "S10", "S12"].map((code): [string, Opinion] => [code, "refused"]),
  ["S11", "self-harm"],
  ...["S5", "S6", "S8", "S13", "S14"].map((code): [string, Opinion] => [code, "passed"]),
]);

/**
 * OpenAI's names, Mistral's, Qwen's and whatever others write out. `harassment` and `violence` alone are what every goblin says
 * and every sword does.
 */
const BY_WORDS: [RegExp, Opinion][] = [
  [/\b(?:self ?harm|suicid)/, "self-harm"],
  [/^(?:harassment|violence|violence and threats)$/, "passed"],
  [
    /\b(?:defamation|specialized advice|health|financial|law|intellectual|copyright|election|politic|code interpreter)/,
    "passed",
  ],
  [
    /\b(?:sexual|sex|child|minors?|grooming|hate|hateful|threat|threatening|graphic|illicit|illegal|crimes?|criminal)\b/,
    "refused",
  ],
  [/\b(?:weapons?|drugs?|dangerous|privacy|pii|personal|contact|gore|harassment threatening)\b/, "refused"],
];
