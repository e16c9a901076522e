// A model's server for the benchmark of completions: 26 chunks, each in a packet of its own. Prints its port.
import { createServer } from "node:http";

const WORDS =
  "Well now, my dear, you do look as if the long road has chewed on you for a week. Sit down and eat.".split(/(?<= )/);
const chunk = (choice, more = {}) =>
  `data: ${JSON.stringify({ id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "m", choices: choice ? [{ index: 0, finish_reason: null, logprobs: null, ...choice }] : [], ...more })}\n\n`;
const CHUNKS = [
  chunk({ delta: { role: "assistant", content: "" } }),
  ...WORDS.map((content) => chunk({ delta: { content } })),
  chunk({ delta: {}, finish_reason: "stop" }),
  chunk(undefined, { usage: { prompt_tokens: 300, completion_tokens: 23, total_tokens: 323 } }),
];

const server = createServer(async (req, res) => {
  for await (const _ of req);
  res.writeHead(200, { "content-type": "text/event-stream" });
  for (const one of CHUNKS) {
    res.write(one);
  }
  res.end("data: [DONE]\n\n");
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port} ${CHUNKS.length}\n`));
