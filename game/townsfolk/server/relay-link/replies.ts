import { t } from "@rbxts/t";
import type { Act, ErrorReply, MessagesReply, NpcsReply, Same, TurnEvent, WireError } from "../../wire/contract";

const isErrorCode = t.literal(
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
);

// `t` has no optional keys, only keys that may be undefined: compared as such, then named by the wire's own type.
const wireError = t.interface({ code: isErrorCode, message: t.string, retryAfter: t.optional(t.number) });
true satisfies Same<t.static<typeof wireError>, { [K in keyof Required<WireError>]: WireError[K] }>;
const isWireError = wireError as t.check<WireError>;

export const isErrorReply = t.interface({ error: isWireError });
true satisfies Same<t.static<typeof isErrorReply>, ErrorReply>;

export const isMessagesReply = t.interface({
	receipts: t.array(
		t.union(t.interface({ ok: t.literal(true) }), t.interface({ ok: t.literal(false), error: isWireError })),
	),
});
true satisfies Same<t.static<typeof isMessagesReply>, MessagesReply>;

export const isNpcsReply = t.interface({
	npcs: t.array(
		t.interface({
			id: t.string,
			name: t.string,
			greeting: t.string,
			fallbacks: t.array(t.string),
			quickReplies: t.array(t.string),
		}),
	),
	notices: t.array(t.interface({ locale: t.string, text: t.string })),
});
true satisfies Same<t.static<typeof isNpcsReply>, NpcsReply>;

/**
 * Checked by hand: an act's arguments are whatever the game has declared, so its index signature stands for `name` too, and no
 * `t.interface` has that type. Whoever carries the act out checks each argument against its declaration.
 */
const isNamed = t.interface({ name: t.string });
const isArguments = t.map(t.string, t.union(t.string, t.number, t.boolean));
const isAct = (value: unknown): value is Act => isNamed(value) && isArguments(value);

export const isTurnEvent = t.union(
	t.interface({ kind: t.literal("beat"), turn: t.string, text: t.string }),
	t.interface({ kind: t.literal("act"), turn: t.string, id: t.string, act: isAct }),
	t.interface({ kind: t.literal("care"), turn: t.string, title: t.string, text: t.string }),
	t.interface({ kind: t.literal("done"), turn: t.string, mind: t.string, suggestions: t.array(t.string) }),
	t.interface({
		kind: t.literal("fail"),
		turn: t.string,
		reason: t.literal("hushed", "interrupted", "mind_unavailable", "mind_timeout", "mind_failed", "over_budget"),
		line: t.string,
	}),
);
true satisfies Same<t.static<typeof isTurnEvent>, TurnEvent>;

/** The events are checked one by one: a kind that only a newer relay knows must not hold up all the others. */
export const isEventsEnvelope = t.interface({ events: t.array(t.any), cursor: t.number });
