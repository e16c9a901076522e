import { question } from "../support/letta-harness.ts";
import { aTalkWithLetta } from "../support/letta-talk.ts";

const talk = aTalkWithLetta();
const { say } = talk;
const afterMs = (ms: number) => AbortSignal.timeout(ms);

test("falls silent when the turn is aborted, the model too, and nothing of it is in the next turn", async () => {
  const { callsAborted } = talk.harness.model;
  const abort = new AbortController();
  const pieces: string[] = [];
  for await (const piece of talk.harness.mind.answer(
    question("SLOWLY 200", { conversation: talk.conversation }),
    abort.signal,
  )) {
    pieces.push(piece);
    abort.abort("the player has walked off");
  }
  expect(pieces[0]).toBe("slow0 ");
  expect(pieces.length).toBeLessThan(200);
  expect(talk.harness.model.callsAborted).toBe(callsAborted + 1);
  expect(await say("next")).toBe("You said: next");
});

test("takes the next turn even when the model had not begun to answer the aborted one", async () => {
  expect(await say("HANG", {}, afterMs(300))).toBe("");
  expect(await say("next")).toBe("You said: next");
});

test.each([0, 2, 5, 10, 20])("can be aborted %i ms after the player spoke", async (ms) => {
  await say("hello");
  await say("SLOWLY 50", {}, ms === 0 ? AbortSignal.abort() : afterMs(ms));
  expect(await say("next")).toBe("You said: next");
});

test("stops when whoever listens wants no more", async () => {
  for await (const piece of talk.harness.mind.answer(
    question("SLOWLY 200", { conversation: talk.conversation }),
    afterMs(20_000),
  )) {
    expect(piece).toMatch(/^slow0/);
    break;
  }
  expect(await say("next")).toBe("You said: next");
});
