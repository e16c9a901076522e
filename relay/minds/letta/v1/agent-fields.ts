import type { Sheet } from "../../../cast/sheet.ts";
import { systemPrompt } from "../../../prompt/system-prompt.ts";
import { blocksOf } from "../shared/sheet-parts.ts";
import type { Model } from "./models.ts";

/** Enough for any answer, also of a model that reasons first. What is said after a cancellation costs no more than that. */
const ANSWER_TOKENS = 2_000;

/**
 * What an agent is made of. It gets no tool of the server's, so nothing that a player says can be written to its blocks, which
 * all players share. The server takes letters, digits, spaces, - _ ' in a name, and no colon.
 */
export function agentFields(sheet: Sheet, { handle, config }: Model) {
  return {
    name: sheet.lettaName ?? `townsfolk-${sheet.id}`,
    system: systemPrompt(sheet),
    context_window_limit: sheet.context,
    ...(config === undefined ? { model: handle } : { llm_config: config }),
    ...(handle.startsWith("openai") && { model_settings: SETTINGS }),
    compaction_settings: { model: handle, mode: "sliding_window" as const, prompt: SUMMARY },
  };
}

export const limitedBlocksOf = (sheet: Sheet) =>
  blocksOf(sheet).map((block) => ({
    ...block,
    limit: limitFor(block.value, sheet.limits[block.label]),
    read_only: true,
  }));

/** A sheet's file may hold more than operators may write over it. */
const limitFor = (value: string, limit: number): number => Math.max(value.length, limit, 1);

/** Said in full: what is left out here, the server does not leave as the model has it. */
const SETTINGS = {
  provider_type: "openai" as const,
  max_output_tokens: ANSWER_TOKENS,
  parallel_tool_calls: true,
  strict: false,
  temperature: 1,
  reasoning: { reasoning_effort: "minimal" as const },
};

/** The server's own is for coding agents. */
const SUMMARY = `You keep the notes of a character in a game, who talks with a player. Below is the older part of their talk.
Write down what the character must not forget of it: what the player told about themselves, what was promised, asked, given
and done. Names and numbers exactly as they were said. At most 150 words, and nothing but the notes.`;
