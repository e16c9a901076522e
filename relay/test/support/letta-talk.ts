import { randomUUID } from "node:crypto";
import type { Question } from "../../minds/mind.ts";
import { type LettaStage, openLettaStage } from "./letta-stage.ts";

/** One embedded Letta for all tests of a file, and in each of them a conversation of its own. */
export interface LettaTalk {
  stage: LettaStage;
  conversation: string;
  /** What the NPC answers. */
  say(text: string, change?: Partial<Question>, signal?: AbortSignal): Promise<string>;
}

export function aTalkWithLetta(): LettaTalk {
  const talk = {
    conversation: "",
    say: (text: string, change: Partial<Question> = {}, signal?: AbortSignal) =>
      talk.stage.say(text, { conversation: talk.conversation, ...change }, signal),
  } as LettaTalk;
  beforeAll(async () => {
    talk.stage = await openLettaStage({ models: ["mira"] });
  }, 60_000);
  afterAll(() => talk.stage.close());
  beforeEach(() => {
    talk.conversation = randomUUID();
  });
  return talk;
}
