import { z } from "zod";
import { type ErrorCode, PATHS } from "../../../game/townsfolk/wire/contract.ts";
import { actSet } from "../../cast/act-set.ts";
import { chatRequest } from "../../models/chat.ts";
import { cleaningBody, cleaningQuery } from "../cleanup.ts";
import { turnsQuery } from "../history.ts";
import { createBody } from "../keys.ts";
import { blocksBody, humanBody } from "../memory.ts";
import { eventsQuery, message, messagesRequest, talkRequest } from "../shapes.ts";
import {
  blocksReply,
  erasureReply,
  eventsReply,
  humanReply,
  keyReply,
  keysReply,
  messagesReply,
  npcsReply,
  talkReply,
  turnsReply,
} from "./replies.ts";

/** Who may ask: anybody, a game by its key, operators, Prometheus, Letta, or Roblox by a signature. */
export type KeyKind = "nobody" | "game" | "operator" | "metrics" | "gateway" | "signature";

export interface Endpoint {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** With `{npc}` where something is filled in. */
  path: string;
  summary: string;
  key: KeyKind;
  query?: z.ZodObject;
  /** Whether it heeds `If-Match`. */
  isVersioned?: true;
  body?: z.ZodType;
  example?: unknown;
  /** 200 where none is said. */
  status?: number;
  reply?: z.ZodType;
  /** Of a reply that is no JSON. */
  type?: string;
  errors?: ErrorCode[];
}

const anything = z.looseObject({});
const MEMORY = "/v1/npcs/{npc}/players/{player}/memory";
const WRONG_PATH = ["bad_request", "unknown_npc"] satisfies ErrorCode[];
const BODY = ["bad_request", "bad_json", "body_too_large"] satisfies ErrorCode[];
const CHANGE = [...BODY, "unknown_npc", "unknown_block", "over_limit", "stale_version"] satisfies ErrorCode[];

/** Every endpoint of the relay, with what it takes and all that it answers with. */
export const ENDPOINTS: Endpoint[] = [
  {
    method: "get",
    path: "/healthz",
    summary: "The process answers",
    key: "nobody",
    reply: z.object({ ok: z.literal(true) }),
  },
  {
    method: "get",
    path: "/readyz",
    summary: "Whether an NPC would answer now (503: not yet); operators are told why",
    key: "nobody",
    reply: z.looseObject({ ready: z.boolean() }),
  },
  { method: "get", path: "/openapi.json", summary: "This document", key: "nobody", reply: anything },
  { method: "get", path: "/metrics", summary: "For Prometheus", key: "metrics", type: "text/plain" },
  {
    method: "get",
    path: PATHS.npcs,
    summary: "The cast, without a word of any persona",
    key: "game",
    reply: npcsReply,
  },
  {
    method: "post",
    path: PATHS.talk,
    summary: "One turn, one reply: for curl and other engines",
    key: "game",
    body: talkRequest,
    example: { npc: "innkeeper", player: 1, text: "Where is the inn?" },
    reply: talkReply,
    errors: [...BODY, "unknown_npc", "unknown_acts", "turn_conflict", "rate_limited", "not_ready"],
  },
  {
    method: "post",
    path: PATHS.messages,
    summary: "A place server hands over what its players did; each message is accepted or refused by itself",
    key: "game",
    // As the relay checks them one by one, so that a bad one holds up none of the others.
    body: messagesRequest.extend({ messages: z.array(message).min(1).max(50) }),
    example: {
      server: "job-1",
      messages: [{ kind: "say", turn: "0b8f3a52-1f0e-4c7e-9d57-0a4a8c1c5b11", npc: "guard", player: 1, text: "Hello" }],
    },
    reply: messagesReply,
    errors: BODY,
  },
  {
    method: "get",
    path: PATHS.events,
    summary: "What happened since a cursor; waits until something does",
    key: "game",
    query: eventsQuery,
    reply: eventsReply,
    errors: ["bad_request", "unknown_cursor", "rate_limited", "not_ready"],
  },
  {
    method: "put",
    path: `${PATHS.acts}/{hash}`,
    summary: "What the game's acts are, under the SHA-256 of this body",
    key: "game",
    body: actSet,
    status: 204,
    errors: [...BODY, "rate_limited"],
  },
  {
    method: "get",
    path: "/v1/npcs/{npc}/memory",
    summary: "An NPC's persona and world",
    key: "operator",
    reply: blocksReply,
    errors: WRONG_PATH,
  },
  {
    method: "patch",
    path: "/v1/npcs/{npc}/memory",
    summary: "Changes persona, world or both: all of it or nothing",
    key: "operator",
    isVersioned: true,
    body: blocksBody,
    example: { world: "It snows." },
    reply: blocksReply,
    errors: [...CHANGE, "mind_unavailable"],
  },
  {
    method: "get",
    path: MEMORY,
    summary: "What an NPC knows of a player",
    key: "game",
    reply: humanReply,
    errors: WRONG_PATH,
  },
  {
    method: "patch",
    path: MEMORY,
    summary: "Changes what an NPC knows of a player",
    key: "game",
    isVersioned: true,
    body: humanBody,
    example: { human: "Likes pears." },
    reply: humanReply,
    errors: [...CHANGE, "rate_limited"],
  },
  {
    method: "get",
    path: "/v1/npcs/{npc}/players/{player}/turns",
    summary: "What they said to each other, newest first",
    key: "game",
    query: turnsQuery,
    reply: turnsReply,
    errors: WRONG_PATH,
  },
  {
    method: "delete",
    path: "/v1/players/{player}",
    summary:
      "Forgets a player everywhere, and answers with a receipt; for an operator without x-universe in every universe, with each one's receipt",
    key: "game",
    reply: erasureReply,
    errors: ["bad_request", "rate_limited", "not_ready"],
  },
  {
    method: "get",
    path: "/v1/admin/npcs",
    summary: "The cast with what the store has of each",
    key: "operator",
    reply: z.object({ npcs: z.array(anything) }),
  },
  {
    method: "get",
    path: "/v1/admin/npcs/{npc}",
    summary: "One of them, whole",
    key: "operator",
    reply: anything,
    errors: WRONG_PATH,
  },
  {
    method: "get",
    path: "/v1/admin/export",
    summary: "All that can be carried to another relay: a SQLite file",
    key: "operator",
    type: "application/vnd.sqlite3",
    errors: ["not_ready"],
  },
  {
    method: "post",
    path: "/v1/admin/import",
    summary: "Takes in such a file",
    key: "operator",
    query: z.object({ merge: z.enum(["0", "1"]).default("0") }),
    reply: anything,
    errors: ["bad_request", "body_too_large", "not_ready"],
  },
  {
    method: "get",
    path: "/v1/admin/clean",
    summary: "What a cleaning would remove",
    key: "operator",
    query: cleaningQuery,
    reply: anything,
    errors: ["bad_request", "mind_unavailable"],
  },
  {
    method: "post",
    path: "/v1/admin/clean",
    summary: "Removes what a plan has shown",
    key: "operator",
    body: cleaningBody,
    reply: anything,
    errors: [...BODY, "mind_unavailable"],
  },
  {
    method: "get",
    path: "/v1/admin/keys",
    summary: "The keys of universes, without the keys",
    key: "operator",
    reply: keysReply,
  },
  {
    method: "post",
    path: "/v1/admin/keys",
    summary: "Makes a key, which is told this once",
    key: "operator",
    body: createBody,
    example: { universe: "4711" },
    status: 201,
    reply: keyReply,
    errors: BODY,
  },
  {
    method: "delete",
    path: "/v1/admin/keys/{id}",
    summary: "Revokes a key",
    key: "operator",
    reply: z.object({ revoked: z.literal(true) }),
    errors: ["bad_request"],
  },
  {
    method: "get",
    path: "/llm/v1/models",
    summary: "The NPCs, as OpenAI lists models",
    key: "gateway",
    reply: anything,
  },
  {
    method: "post",
    path: "/llm/v1/chat/completions",
    summary: "OpenAI's protocol, for Letta",
    key: "gateway",
    body: chatRequest,
    reply: anything,
    errors: [...BODY, "unknown_npc"],
  },
  {
    method: "post",
    path: "/webhooks/roblox",
    summary: "Roblox's Right to Erasure",
    key: "signature",
    body: anything,
    reply: z.object({ taken: z.boolean() }),
    errors: [...BODY, "unknown_route"],
  },
];
