import { z } from "zod";
import type {
  Act,
  ErrorReply,
  EventsReply,
  MessagesReply,
  NpcsReply,
  Same,
  TalkReply,
} from "../../../game/townsfolk/wire/contract.ts";

const localized = z.object({ locale: z.string(), text: z.string() });
const npcCard = z.object({
  id: z.string(),
  name: z.string(),
  greeting: z.string(),
  fallbacks: z.array(z.string()),
  quickReplies: z.array(z.string()),
});
export const npcsReply = z.object({ npcs: z.array(npcCard), notices: z.array(localized) });

const code = z.enum([
  "bad_request",
  "bad_json",
  "body_too_large",
  "unauthorized",
  "unknown_route",
  "unknown_npc",
  "unknown_turn",
  "unknown_act",
  "unknown_acts",
  "unknown_cursor",
  "turn_conflict",
  "rate_limited",
  "unknown_block",
  "over_limit",
  "stale_version",
  "mind_unavailable",
  "not_ready",
  "internal",
]);
const wireError = z.object({ code, message: z.string(), retryAfter: z.number().optional() });
export const errorReply = z.object({ error: wireError });

const receipt = z.union([z.object({ ok: z.literal(true) }), z.object({ ok: z.literal(false), error: wireError })]);
export const messagesReply = z.object({ receipts: z.array(receipt) });

const act = z.object({ name: z.string() }).catchall(z.union([z.string(), z.number(), z.boolean()]));
const turn = z.string();
const event = z.union([
  z.object({ kind: z.literal("beat"), turn, text: z.string() }),
  z.object({ kind: z.literal("act"), turn, id: z.string(), act }),
  z.object({ kind: z.literal("care"), turn, title: z.string(), text: z.string() }),
  z.object({ kind: z.literal("done"), turn, mind: z.string(), suggestions: z.array(z.string()) }),
  z.object({
    kind: z.literal("fail"),
    turn,
    reason: z.enum(["hushed", "interrupted", "mind_unavailable", "mind_timeout", "mind_failed", "over_budget"]),
    line: z.string(),
  }),
]);
export const eventsReply = z.object({ events: z.array(event), cursor: z.number() });

export const talkReply = z.object({
  turn,
  reply: z.string(),
  acts: z.array(act),
  suggestions: z.array(z.string()),
  mind: z.string(),
  care: z.object({ title: z.string(), text: z.string() }).optional(),
  fallback: z.literal(true).optional(),
});

const block = z.object({ value: z.string(), limit: z.int() });
export const blocksReply = z.object({ persona: block, world: block, version: z.string() });
export const humanReply = z.object({ human: block, version: z.string() });
export const turnsReply = z.object({
  turns: z.array(
    z.object({
      turn,
      status: z.string(),
      text: z.string().nullable(),
      reply: z.string().nullable(),
      mind: z.string().nullable(),
      reason: z.string().nullable(),
      at: z.iso.datetime(),
      ms: z.number().nullable(),
    }),
  ),
  next: z.string().optional(),
});
export const erasureReply = z.object({
  receipt: z.string().nullable(),
  requestedAt: z.iso.datetime().optional(),
  doneAt: z.iso.datetime().optional(),
  /** Only for an operator who names no universe. */
  erased: z
    .array(
      z.object({
        universe: z.string(),
        receipt: z.string(),
        requestedAt: z.iso.datetime(),
        doneAt: z.iso.datetime(),
      }),
    )
    .optional(),
});
export const keyReply = z.object({ universe: z.string(), id: z.string(), key: z.string() });

const at = z.iso.datetime().nullable();
export const keysReply = z.object({
  keys: z.array(z.object({ id: z.string(), universe: z.string(), createdAt: at, revokedAt: at, usedAt: at })),
});

true satisfies Same<z.infer<typeof npcsReply>, NpcsReply>;
true satisfies Same<z.infer<typeof errorReply>, ErrorReply>;
true satisfies Same<z.infer<typeof messagesReply>, MessagesReply>;
true satisfies Same<z.infer<typeof eventsReply>["cursor"], EventsReply["cursor"]>;
npcsReply satisfies z.ZodType<NpcsReply>;
talkReply satisfies z.ZodType<TalkReply>;
eventsReply satisfies z.ZodType<EventsReply>;
act satisfies z.ZodType<Act>;
