import { z } from "zod";
import {
  type Hush,
  type Leave,
  LIMITS,
  type Message,
  type Result,
  type Same,
  type Say,
  type TalkRequest,
  type Tell,
} from "../../game/townsfolk/wire/contract.ts";
import { isPlayerId } from "../store/player-ids.ts";

/** What a player said: words, no more than the limit, nothing that could hide in them. */
const said = z
  .string()
  .refine((text) => text.trim() !== "", "must not be empty")
  .refine(
    (text) => Array.from(text).length <= LIMITS.textCharacters,
    `must not be over ${LIMITS.textCharacters} characters`,
  )
  .refine(
    (text) => text.isWellFormed() && !/\p{Cc}/u.test(text.replace(/[\n\t]/g, "")),
    "must be text without control characters",
  );

const npc = z.string().min(1).max(32);
const NO_PLAYER =
  "must be a player's id: a Roblox UserId in decimal digits, or a whole number up to 2^53 - 1 that is not 0";
/** As a number only what is read exactly: of 9007199254740993 another player's would be made. */
export const player = z.union([z.string().refine(isPlayerId, NO_PLAYER), z.int().refine((id) => id !== 0, NO_PLAYER)], {
  error: ({ input }) => (input === undefined ? "is missing" : NO_PLAYER),
});
const turn = z.guid();

const locale = z
  .string()
  .max(20)
  .regex(/^[\w.@-]*$/, "must be a locale, such as en-us")
  .optional();
/** In the game's words; a model reads it. */
const note = z
  .string()
  .refine(
    (text) => text.trim() !== "" && Array.from(text).length <= LIMITS.noteCharacters,
    `must be 1 to ${LIMITS.noteCharacters} characters`,
  )
  .refine(
    (text) => text.isWellFormed() && !/\p{Cc}/u.test(text.replace(/[\n\t]/g, "")),
    "must be text without control characters",
  );
const acts = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in small hexadecimal digits")
  .optional();
const offered = z.array(z.string().min(1).max(32)).max(LIMITS.acts).optional();
const scene = note.optional();
const say = z.strictObject({ kind: z.literal("say"), turn, npc, player, text: said, locale, offered, scene });
const result = z.strictObject({
  kind: z.literal("result"),
  act: z.guid(),
  ok: z.boolean(),
  note: z.string().max(200).optional(),
});
const hush = z.strictObject({ kind: z.literal("hush"), turn });
const leave = z.strictObject({ kind: z.literal("leave"), npc, player });

const tell = z.strictObject({
  kind: z.literal("tell"),
  id: z.guid(),
  text: note,
  seconds: z.number().positive().max(86_400),
  to: z.array(npc).max(100).optional(),
});

export const message = z.discriminatedUnion("kind", [say, result, hush, leave, tell]);

/** The messages are checked one by one, so that a bad one does not hold up the others. */
export const messagesRequest = z.strictObject({
  server: z.string().regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, - or _"),
  acts,
  messages: z.array(z.unknown()).min(1).max(LIMITS.batch),
});

export const eventsQuery = z.strictObject({
  server: messagesRequest.shape.server,
  after: z.coerce.number().int().min(0).default(0),
  wait: z.coerce.number().min(0).max(LIMITS.pollSeconds).default(LIMITS.pollSeconds),
});

export const talkRequest = z.strictObject({ npc, player, text: said, turn: turn.optional(), locale, acts });

true satisfies Same<z.infer<typeof say>, Say>;
true satisfies Same<z.infer<typeof result>, Result>;
true satisfies Same<z.infer<typeof hush>, Hush>;
true satisfies Same<z.infer<typeof leave>, Leave>;
true satisfies Same<z.infer<typeof tell>, Tell>;
true satisfies Same<z.infer<typeof message>, Message>;
true satisfies Same<z.infer<typeof talkRequest>, TalkRequest>;
