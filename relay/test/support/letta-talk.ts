import { randomUUID } from "node:crypto";
import type { Question } from "../../minds/mind.ts";
import { type LettaHarness, openLettaHarness } from "./letta-harness.ts";

/** One embedded Letta for all tests of a file, and in each of them a conversation of its own. */
export interface LettaTalk {
  harness: LettaHarness;
  conversation: string;
  /** What the NPC answers. */
  say(text: string, change?: Partial<Question>, signal?: AbortSignal): Promise<string>;
}

export function aTalkWithLetta(): LettaTalk {
  const talk = {
    conversation: "",
    say: (text: string, change: Partial<Question> = {}, signal?: AbortSignal) =>
      talk.harness.say(text, { conversation: talk.conversation, ...change }, signal),
  } as LettaTalk;
  beforeAll(async () => {
    talk.harness = await openLettaHarness({ models: ["mira"] });
  }, 60_000);
  afterAll(() => talk.harness.close());
  beforeEach(() => {
    talk.conversation = randomUUID();
  });
  return talk;
}
