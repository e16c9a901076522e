import { workerData } from "node:worker_threads";

/** All that one key allows, at once and without an end, in a thread of its own: who measures must not wait for who attacks. */
const { url, key } = workerData as { url: string; key: string };
const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
const send = async (path: string, body?: unknown, method = "POST"): Promise<void> => {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
};

await Promise.all([batches(), batches(), batches(), polls(), polls(), bodies(), rows(), talkers()]);

async function batches(): Promise<void> {
  for (let count = 0; ; count++) {
    const messages = Array.from({ length: 50 }, (_, index) => ({
      kind: "say",
      turn: crypto.randomUUID(),
      npc: "guard",
      player: count * 50 + index + 1,
      text: "Is the road safe?",
    }));
    await send("/v1/messages", { server: `s${count % 100}`, messages });
  }
}

async function polls(): Promise<void> {
  for (let count = 0; ; count++) await send(`/v1/events?server=n${count}&wait=0`, undefined, "GET");
}

/** Bytes, up to the limit of one body. */
async function bodies(): Promise<void> {
  for (;;) await send("/v1/talk", "x".repeat(60_000));
}

async function rows(): Promise<void> {
  for (let count = 0; ; count++)
    await send(`/v1/npcs/guard/players/${1_000_000 + count}/memory`, { human: `Likes plums. ${count}` }, "PATCH");
}

/** Each a call of the model and some of the guard. */
async function talkers(): Promise<void> {
  for (let count = 0; ; count++)
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send("/v1/talk", { npc: "innkeeper", player: 2_000_000 + count * 20 + index, text: "Have you a room?" }),
      ),
    );
}
