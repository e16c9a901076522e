import { without } from "../../../lib/without.ts";
import type { ChatMessage, ChatRequest } from "../../chat.ts";

/** Another shape of the same request, for a server that refused the one it got. */
export interface Lesson {
  /** One of a key is known at a time, the newest. */
  key: string;
  /** What is done from now on, for the operator. */
  does: string;
  change: (body: ChatRequest) => ChatRequest;
}

/** What a server said, in small letters, of a request that was sent. Undefined where it means something else. */
export type Teacher = (said: string, body: ChatRequest) => Lesson | undefined;

export const REFUSES =
  /(?:\bnot?|n['’]t) (?:\w+ ){0,3}(?:support|allow|permit|accept|implement|enabl|recogni|expect|available|have|know)|unsupport|unrecogni|unknown|unexpected|extra|forbidden|invalid|illegal|incompatib|disallow|reject|only|must|cannot|can['’]t|require|no endpoints|does not|disabled|unavailable/;

export const leaveOut = (name: string): Lesson => ({
  key: `without ${name}`,
  does: `requests have no ${name}`,
  change: (body) => without(body, name),
});

export const onMessages =
  (change: (message: ChatMessage) => ChatMessage) =>
  (body: ChatRequest): ChatRequest => ({ ...body, messages: body.messages.map(change) });
