import { z } from "zod";
import type { GuardShape, Judged } from "./guard-shape.ts";
import { POLICY } from "./policy.ts";
import { readVerdict } from "./read-verdict.ts";

/** Llama Guard has its policy in its own template, and judges the last message of the talk by who says it. */
export const LLAMA_GUARD: GuardShape = {
  path: "/chat/completions",
  body: ({ model }, judged) => ({ model, messages: talkOf(judged), stream: false, temperature: 0, max_tokens: 64 }),
  read: (answer) => readChat(answer),
};

/** Any model that follows a written policy, such as gpt-oss-safeguard: https://cookbook.openai.com/articles/gpt-oss-safeguard-guide */
export const BY_POLICY: GuardShape = {
  path: "/chat/completions",
  body: ({ model }, judged) => ({
    model,
    messages: [
      { role: "system", content: POLICY },
      { role: "user", content: asOneText(judged) },
    ],
    stream: false,
    // Others refuse what they do not know.
    ...(/gpt-?oss/i.test(model) && { temperature: 0, max_tokens: 1_000, reasoning_effort: "low" }),
  }),
  read: (answer) => readChat(answer),
};

function talkOf({ text, by, after }: Judged): { role: string; content: string }[] {
  if (by === "player") return [{ role: "user", content: text }];
  return [
    { role: "user", content: after === undefined || after === "" ? "…" : after },
    { role: "assistant", content: text },
  ];
}

const asOneText = ({ text, by }: Judged): string =>
  `${by === "player" ? "The player" : "The character"} says:\n${JSON.stringify(text)}`;

function readChat(answer: unknown): ReturnType<typeof readVerdict> {
  const read = completion.safeParse(answer);
  const content = read.success ? read.data.choices[0]?.message.content : undefined;
  if (content === undefined || content === null) return undefined;
  return readVerdict(typeof content === "string" ? content : JSON.stringify(content));
}

/** Cloudflare's Llama Guard answers with an object where others write. */
const completion = z.object({
  choices: z
    .array(z.object({ message: z.object({ content: z.union([z.string(), z.looseObject({})]).nullish() }) }))
    .min(1),
});
