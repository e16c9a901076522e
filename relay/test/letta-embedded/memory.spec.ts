import { setTimeout as sleep } from "node:timers/promises";
import { SUMMARY_PROMPT } from "../../minds/letta/app-server/summary-prompt.ts";
import { type Completion, textOf } from "../support/completion.ts";
import { baker, filesWith } from "../support/letta-harness.ts";
import { lettasOf } from "../support/letta-processes.ts";
import { aTalkWithLetta } from "../support/letta-talk.ts";

const talk = aTalkWithLetta();
const { say } = talk;
const afterMs = (ms: number) => AbortSignal.timeout(ms);

test("goes on when a talk grows longer than the model may read: its beginning is summed up, no answer is cut short", async () => {
  const sheet = { ...baker, context: 4_000 };
  const asked = talk.harness.model.requests.length;
  for (let turn = 1; turn <= 25; turn++)
    expect(await say(`${turn} ${"la ".repeat(90)}`, { sheet })).toContain(`${turn} la`);
  const isSummary = (request: Completion) => textOf(request, "system").startsWith(SUMMARY_PROMPT);
  const requests = talk.harness.model.requests.slice(asked);
  expect(requests.filter(isSummary).length).toBeGreaterThan(0);
  for (const request of requests.filter((one) => !isSummary(one))) expect(request.max_completion_tokens).toBe(2_000);
  expect(talk.harness.mind.isReady()).toBe(true);
});

test("remembers the conversation when its Letta is killed, and when the whole mind is started again", async () => {
  await say("my word is walnut");
  process.kill(await pidOfLetta(), "SIGKILL");
  while (talk.harness.mind.isReady()) await sleep(10);
  expect(await say("RECALL walnut")).toBe("system=false history=true");
  await talk.harness.restart();
  expect(await say("RECALL walnut")).toBe("system=false history=true");
});

test("has stored an answer by the time it ends: killed at that moment, its Letta still knows it", async () => {
  await say("hello");
  const letta = await pidOfLetta();
  await say("my word is walnut");
  process.kill(letta, "SIGKILL");
  while (talk.harness.mind.isReady()) await sleep(10);
  await say("next");
  expect(textOf(talk.harness.model.requests.at(-1), "assistant")).toContain("You said: my word is walnut");
});

test("fails the turn that is under way when its Letta is killed, and takes the next one", async () => {
  await say("hello");
  const asked = talk.harness.model.requests.length;
  const failed = expect(say("SLOWLY 200")).rejects.toMatchObject({ reason: "unavailable" });
  while (talk.harness.model.requests.length === asked) await sleep(10);
  process.kill(await pidOfLetta(), "SIGKILL");
  await failed;
  expect(await say("next")).toBe("You said: next");
});

test("forgets a conversation to the last byte, whatever happens afterwards", async () => {
  const { dataDir } = talk.harness;
  await say("my word is pomegranate");
  await say('CALL give_item {"item":"pomegranate"}');
  await say("SLOWLY 100 pomegranate", {}, afterMs(200));
  expect(await filesWith(dataDir, "pomegranate")).not.toEqual([]);
  await talk.harness.mind.forget(talk.conversation);
  expect(await filesWith(dataDir, "pomegranate")).toEqual([]);

  await talk.harness.say("hello");
  await talk.harness.mind.adopt({ ...baker, persona: "Mira sings." });
  await talk.harness.restart();
  await talk.harness.say("hello");
  expect(await filesWith(dataDir, "pomegranate")).toEqual([]);
  expect(await filesWith(dataDir, talk.conversation)).toEqual([]);
  expect(await say("RECALL pomegranate")).toBe("system=false history=false");
});

test("keeps no trace of a talk that is over: nothing of it is an orphan, however often the player comes back", async () => {
  const orphans = async () => {
    const ref = await talk.harness.refs.agentOf("letta-app-server", baker.id);
    return talk.harness.mind.orphans?.({ agents: new Set([ref?.agent ?? ""]), threads: new Set() });
  };
  const before = await orphans();
  for (let visit = 1; visit <= 2; visit++) {
    await say("hello");
    expect(await orphans()).toHaveLength((before?.length ?? 0) + 1);
    await talk.harness.mind.forget(talk.conversation);
    expect(await orphans()).toEqual(before);
  }
});

test("forgets what it has never heard of", async () => {
  await expect(talk.harness.mind.forget("no-such-conversation")).resolves.toBeUndefined();
});

test("neither joins nor forgets a conversation that only has the number of a forgotten one", async () => {
  await say("my word is walnut");
  const ref = await talk.harness.refs.threadOf("letta-app-server", talk.conversation);
  if (ref === undefined) throw new Error("there is no conversation");
  await talk.harness.refs.saveThread("letta-app-server", "somebody-else", ref.agent, ref.thread);
  await talk.harness.mind.forget("somebody-else");
  expect(await say("RECALL walnut")).toBe("system=false history=true");
  await talk.harness.refs.saveThread("letta-app-server", "somebody-else", ref.agent, ref.thread);
  expect(await say("RECALL walnut", { conversation: "somebody-else" })).toBe("system=false history=false");
});

async function pidOfLetta(): Promise<number> {
  const [pid, ...others] = await lettasOf(process.pid);
  if (pid === undefined || others.length > 0) throw new Error("there is not one Letta");
  return pid;
}
