import type { Sheet } from "../cast/sheet.ts";
import type { Notes } from "../prompt/notes.ts";
import type { Exchange } from "../store/said.ts";
import type { Tool } from "../tools/tool.ts";

/** What thinks for the NPCs. One behaviour suite (`relay/test/minds.spec.ts`) runs against every one of them. */
export interface Mind {
  /** Which one it is; one that is still starting goes by `direct`. */
  name(): MindName;
  /**
   * Answers one turn: yields pieces of text as they come, of any length, which together are the whole answer. A model's text
   * ends with a new line, so that it is heard as whole before what follows. An empty piece says that the model is at work: it
   * thinks. Tools are called while it runs, each when the caller has taken what was said before it. The caller asks for one
   * turn of a conversation at a time.
   * Ends early without an error when `signal` aborts, and lets nothing of the turn run on.
   * @throws {MindError} when there is no answer to be had, or no more of it: what was said since the last end of a sentence
   * is then half a sentence.
   */
  answer(question: Question, signal: AbortSignal): AsyncIterable<string>;
  /**
   * Makes persona and world of this sheet the ones that the next turn of every conversation is played with, all of it, and
   * proves it by reading back. `answer` does the same before it asks, if it finds another sheet than it last adopted.
   * @throws {MindError}
   */
  adopt(sheet: Sheet): Promise<void>;
  /** Gives up everything the mind keeps of this conversation, also where it has never seen it. @throws {MindError} `unavailable` */
  forget(conversation: string): Promise<void>;
  /** As `forget`, of what it has of a conversation under an id of its own, though that lives elsewhere by now. @throws {MindError} */
  forgetLeft?(thread: string, conversation: string): Promise<void>;
  /** Agents and conversations that were made for this store and that it does not know; absent where a mind keeps none. @throws {MindError} */
  orphans?(known: Known): Promise<Orphan[]>;
  /** Also where it is gone already. @throws {MindError} */
  remove?(orphan: Orphan): Promise<void>;
  /** Which of its Lettas a conversation is answered by; absent where there is one. */
  shardOf?(conversation: string): Promise<string>;
  /** Whether a question would be taken up at once; by this one of its Lettas, or by any. */
  isReady(shard?: string): boolean;
  /** Ends the mind's processes and sockets. May be called twice. */
  close(): Promise<void>;
}

/** Something of ours in a mind that nothing in the store refers to. */
export interface Orphan {
  kind: "agent" | "thread";
  id: string;
  /** Of a thread: the agent that it belongs to. */
  agent?: string;
}

/** What of a mind the store refers to, by the mind's own ids. */
export interface Known {
  agents: Set<string>;
  threads: Set<string>;
}

/** A piece that takes back what the player has not heard yet of the pieces before it. ASCII's "cancel"; no text holds it. */
export const TAKEN_BACK = "\u0018";

export type MindName = "letta-api" | "letta-app-server" | "direct";

export interface Question extends Notes {
  /** The turn's id, for the gateway's books. */
  turn: string;
  /** The id of the HTTP request that brought it, for logs; absent where a relay before this one took it. */
  request?: string;
  sheet: Sheet;
  /** The relay's id of the conversation of this player with this NPC. */
  conversation: string;
  /** What the player said. */
  text: string;
  /**
   * What has been said before in this conversation, oldest first; of its end as much as fits into so many tokens. For minds that
   * keep no history of their own.
   */
  history: (tokens: number) => Promise<Exchange[]>;
  /** The exchanges, oldest first, that this mind did not hear since it last answered here: another one stood in for it. */
  missed: (mind: MindName) => Promise<Exchange[]>;
  tools: Tool[];
  /** Why it is asked once more: the model spoke as the program that it is, or said again what it had said before. */
  again?: "broke character" | "repeated itself";
  /** Called, when the turn has ended well and a model has played it, for what whoever calls this has to keep of the answer. */
  whenDone: (keep: () => void) => void;
  /** Told once, by whoever answers in another's place. */
  answeredBy: (name: string) => void;
  /** Whether the player has heard something of the answer, or seen the NPC act: then nobody can begin it anew. */
  hasBegun: () => boolean;
  /**
   * Performs a tool for the mind, also one that was never offered, and answers with what the model is to be told. Never rejects.
   * After too many calls the signal aborts.
   */
  call: (tool: string, args: unknown) => Promise<string>;
}

/** `unavailable`: the mind is away, silent or broken. `failed`: it did its part, and its model had no good answer. */
export class MindError extends Error {
  readonly reason: "unavailable" | "failed";
  constructor(reason: "unavailable" | "failed", message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MindError";
    this.reason = reason;
  }
}
