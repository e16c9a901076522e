import { openProvider } from "../models/client/open-provider.ts";
import { createLogger } from "../observe/logger.ts";
import { createMetrics } from "../observe/metrics.ts";
import { clientBefore } from "./completion-before.ts";

/** One of the two clients, `now` or `before`: for each message it asks for some answers, and tells what one of them cost. */
const AT_ONCE = 32;
const COMPLETIONS = 960;

const [, , way, baseUrl = ""] = process.argv;
const request = {
  model: "m",
  messages: [
    { role: "system", content: "You keep an inn in a Roblox game. ".repeat(40) },
    { role: "user", content: "Good evening!" },
  ],
  max_completion_tokens: 1_000,
};
const ask = way === "now" ? await clientNow() : before();
process.on("message", () => void cpu().then((micros) => process.send?.(micros)));

async function cpu(): Promise<number> {
  const from = process.cpuUsage();
  let left = COMPLETIONS;
  const work = async (): Promise<void> => {
    while (left-- > 0) if ((await ask()) < 90) throw new Error("An answer was not whole.");
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const { user, system } = process.cpuUsage(from);
  return (user + system) / COMPLETIONS;
}

async function clientNow(): Promise<() => Promise<number>> {
  const closing = new AbortController().signal;
  const options = { modelToAsk: () => undefined, closing };
  const { client } = openProvider({ baseUrl, model: "m" }, await createLogger("silent"), createMetrics(), options);
  return () => lengthOf(client.chat(request, { signal: AbortSignal.timeout(60_000) }));
}

function before(): () => Promise<number> {
  const old = clientBefore(baseUrl);
  return () => lengthOf(old(request, AbortSignal.timeout(60_000)));
}

async function lengthOf(
  answer: AsyncIterable<{ choices: { delta: { content?: string | null | undefined } }[] }>,
): Promise<number> {
  let length = 0;
  for await (const { choices } of answer) length += choices[0]?.delta.content?.length ?? 0;
  return length;
}
