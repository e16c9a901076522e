/**
 * The wire between a place server and the relay. Compiled to Luau for the game and imported as it is by the relay, so it
 * imports nothing and uses language types only. The receiver owns the run-time check and ties it to these types by `Same`.
 *
 * Traps of `HttpService:JSONEncode`, which every type here avoids: an empty Lua table is sent as `[]` (so no map is ever
 * optional-but-empty), `null` does not survive (absent fields instead), arrays have no holes.
 */

/** Compiles only when two types are identical: a schema can then never drift from its wire type. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;

export const PATHS = {
	npcs: "/v1/npcs",
	messages: "/v1/messages",
	events: "/v1/events",
	talk: "/v1/talk",
	/** And the set's hash: `PUT` what the game's acts are. */
	acts: "/v1/acts",
} as const;

export const LIMITS = {
	/** Unicode code points in what a player says: `utf8.len` in Luau, `[...text].length` in JavaScript. */
	textCharacters: 300,
	/** Messages in one `POST /v1/messages`. */
	batch: 50,
	/** Bytes in a request's body. */
	bodyBytes: 65_536,
	/** Seconds that one long poll stays open at most. */
	pollSeconds: 20,
	/** Seconds that the relay waits for the game's `result` of an act. */
	actSeconds: 5,
	/** Declarations in one set, and arguments of one of them. */
	acts: 24,
	actArguments: 8,
	/** Characters of an act's description, and of what an NPC sees (`Say.scene`) or is told of the game (`Tell.text`). */
	noteCharacters: 400,
} as const;

/**
 * Stands for the player's name in what an NPC says, where its sheet has `callsPlayersByName`; nowhere else does it come out of
 * the relay. The game puts the name in when it shows the words, so that neither the relay nor any model ever has it.
 */
export const PLAYER_NAME = "{player}";

/** What the game may know of an NPC: its sheet without the persona. */
export interface NpcCard {
	id: string;
	name: string;
	/** May hold `PLAYER_NAME`. */
	greeting: string;
	/** What the NPC says when its mind is out of reach. Never empty. May hold `PLAYER_NAME`. */
	fallbacks: string[];
	quickReplies: string[];
}

/** Words in one language, for instance `es` or `pt-br`. */
export interface Localized {
	locale: string;
	text: string;
}

export interface NpcsReply {
	npcs: NpcCard[];
	/** That this is an AI, in every language there is; English is among them. On screen all through a talk. */
	notices: Localized[];
}

/**
 * Who a player is in this universe, in decimal digits: the Roblox UserId, which may be an int64 beyond what a number holds
 * exactly (https://create.roblox.com/docs/players/users). Such a one comes as `<the number, rounded>:<User:ToString()>`. Earlier
 * games send a number; 7 and "7" are the same player.
 */
export type PlayerId = string | number;

/** A player said something; this begins a turn. */
export interface Say {
	kind: "say";
	/**
	 * A UUID made by the game. Sent again with the same content, in small letters or capitals, it is answered again and never
	 * run twice; events and replies name the turn as it was first sent.
	 */
	turn: string;
	npc: string;
	/** It goes no further than the relay. */
	player: PlayerId;
	text: string;
	/** `Player.LocaleId`, for instance `en-us`: the language of a care card. */
	locale?: string;
	/** Which of the declared acts the game would carry out now, by name. Absent: all of them. */
	offered?: string[];
	/** What the NPC sees, in the game's words and never in a player's. */
	scene?: string;
}

/** The game carried out an act (or would not). */
export interface Result {
	kind: "result";
	act: string;
	ok: boolean;
	/** What the NPC may know of the outcome, for instance why it was refused. */
	note?: string;
}

/** Stop answering this turn: the player interrupted it or is gone. */
export interface Hush {
	kind: "hush";
	turn: string;
}

/** The talk between this player and this NPC is over. */
export interface Leave {
	kind: "leave";
	npc: string;
	player: PlayerId;
}

/** Something happened in the game that NPCs know of from now on, for a while. In the game's words, never in a player's. */
export interface Tell {
	kind: "tell";
	/** A UUID made by the game. Told again it is told once. */
	id: string;
	text: string;
	/** How long it is worth knowing, at most a day. */
	seconds: number;
	/** Ids of the NPCs that are told; absent: every NPC of this place server. */
	to?: string[];
}

export type Message = Say | Result | Hush | Leave | Tell;

export interface MessagesRequest {
	/** The place server: `game.JobId`, or a GUID where that is empty. */
	server: string;
	/** Which acts this place server carries out: the hash of its `ActSet`. Absent: as in a `TalkRequest`. */
	acts?: string;
	messages: Message[];
}

/** One for each message, in their order. */
export type Receipt = { ok: true } | { ok: false; error: WireError };

export interface MessagesReply {
	receipts: Receipt[];
}

/** What an NPC does in the world, with its arguments beside the name. The game carries it out. */
export interface Act {
	name: string;
	[argument: string]: string | number | boolean;
}

/**
 * An act that the game can carry out, declared there and nowhere else. A sheet says whether its NPC may do it, and with which
 * of the arguments' values.
 */
export interface ActDeclaration {
	/** Small letters, digits and _, for instance `give_item`; at most 32. */
	name: string;
	/** What it does and when to do it: for the model. */
	description: string;
	args: ActArgument[];
	/** Whether the NPC waits for the game's `Result`, and so knows how it went. */
	waits: boolean;
}

/** `name`: as an act's, but never `name`. `text`: `max` characters at most. `whole`: a whole number. */
export type ActArgument =
	| { name: string; type: "text"; max: number }
	| { name: string; type: "choice"; of: string[] }
	| { name: string; type: "whole"; min: number; max: number }
	| { name: string; type: "flag" };

/**
 * The body of `PUT /v1/acts/<hash>`. The hash is the SHA-256 of the body's bytes, in small hexadecimal digits: a relay that
 * does not know it refuses what is said with `unknown_acts`, is told the acts, and is then sent the same message again.
 */
export interface ActSet {
	acts: ActDeclaration[];
}

/** One piece of the answer: a sentence. */
export interface BeatEvent {
	kind: "beat";
	turn: string;
	/** May hold `PLAYER_NAME`. */
	text: string;
}

export interface ActEvent {
	kind: "act";
	turn: string;
	/** To be named in the `Result`. */
	id: string;
	act: Act;
}

/** The talk turned to something that an NPC must not deal with: the player is shown where there is help. */
export interface CareEvent {
	kind: "care";
	turn: string;
	title: string;
	text: string;
}

/** The turn ended well. */
export interface DoneEvent {
	kind: "done";
	turn: string;
	/** Which mind answered. */
	mind: string;
	/** What the player might say next. */
	suggestions: string[];
}

/** The turn ended without an answer; `line` is what the NPC says instead, in character. It may hold `PLAYER_NAME`. */
export interface FailEvent {
	kind: "fail";
	turn: string;
	reason: FailReason;
	line: string;
}

/** `hushed`: the game asked for it. `interrupted`: the relay stopped in mid-turn. The others are the mind's trouble. */
export type FailReason = "hushed" | "interrupted" | "mind_unavailable" | "mind_timeout" | "mind_failed" | "over_budget";

export type TurnEvent = BeatEvent | ActEvent | CareEvent | DoneEvent | FailEvent;

export interface EventsReply {
	/** Oldest first; empty when nothing happened within the wait. */
	events: TurnEvent[];
	/** Give this as `after` in the next poll; what lies before it is then forgotten. */
	cursor: number;
}

/** One turn, one reply, for curl and other engines. */
export interface TalkRequest {
	npc: string;
	player: PlayerId;
	text: string;
	turn?: string;
	locale?: string;
	/** The hash of an `ActSet`. Absent: what a place server of the universe last declared, else what the cast's folder has. */
	acts?: string;
}

export interface TalkReply {
	turn: string;
	/** May hold `PLAYER_NAME`: whoever shows it puts the name in. */
	reply: string;
	acts: Act[];
	suggestions: string[];
	mind: string;
	/** Present when the talk turned to something that an NPC must not deal with. */
	care?: { title: string; text: string };
	/** Present when the mind failed and `reply` is one of the NPC's own fallback lines. */
	fallback?: true;
}

export type ErrorCode =
	| "bad_request"
	| "bad_json"
	| "body_too_large"
	| "unauthorized"
	| "unknown_route"
	| "unknown_npc"
	| "unknown_turn"
	| "unknown_act"
	| "unknown_acts"
	| "unknown_cursor"
	| "turn_conflict"
	| "rate_limited"
	| "unknown_block"
	| "over_limit"
	| "stale_version"
	| "mind_unavailable"
	| "not_ready"
	| "internal";

export interface WireError {
	code: ErrorCode;
	message: string;
	/** Seconds. */
	retryAfter?: number;
}

export interface ErrorReply {
	error: WireError;
}
