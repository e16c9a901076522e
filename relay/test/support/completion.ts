import { z } from "zod";

const part = z.object({ text: z.string().optional() });
export const completion = z.object({
  model: z.string(),
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.union([z.string(), z.array(part), z.null()]).optional(),
      tool_calls: z.array(z.unknown()).optional(),
    }),
  ),
  // A V1 server's summaries send null.
  tools: z
    .array(z.object({ function: z.object({ name: z.string() }) }))
    .nullish()
    .transform((tools) => tools ?? []),
  stream: z.boolean().default(false),
  max_completion_tokens: z.number().optional(),
});

export type Completion = z.infer<typeof completion>;

/** The text of all messages of a role, as the model was given it. */
export const textOf = (asked: Completion | undefined, role: "system" | "user" | "assistant" | "tool"): string =>
  (asked?.messages ?? [])
    .filter((message) => message.role === role)
    .map((message) => partsOf(message).join("\n"))
    .join("\n");

/** Whether the harness's own shell was offered, as it is to its subagents and to NPCs that are not hardened. */
export const isOfHarness = (asked: Completion): boolean => asked.tools.some((tool) => tool.function.name === "Bash");

/** The newest message of the player, without what the harness put before it. */
export const saidIn = (asked: Completion): string => {
  const last = asked.messages.findLast((message) => message.role === "user");
  return last === undefined ? "" : (partsOf(last).at(-1) ?? "");
};

export const partsOf = ({ content }: Completion["messages"][number]): string[] =>
  typeof content === "string" ? [content] : (content ?? []).map((piece) => piece.text ?? "");
