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
} from "../../game/townsfolk/wire/contract.ts";

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
/** Studio gives its test players negative ids. */
export const player = z.int().refine((id) => id !== 0, "must be a Roblox UserId");
const turn = z.guid();

const locale = z.string().max(20).optional();
const say = z.strictObject({ kind: z.literal("say"), turn, npc, player, text: said, locale });
const result = z.strictObject({
  kind: z.literal("result"),
  act: z.guid(),
  ok: z.boolean(),
  note: z.string().max(200).optional(),
});
const hush = z.strictObject({ kind: z.literal("hush"), turn });
const leave = z.strictObject({ kind: z.literal("leave"), npc, player });

export const message = z.discriminatedUnion("kind", [say, result, hush, leave]);

/** The messages are checked one by one, so that a bad one does not hold up the others. */
export const messagesRequest = z.strictObject({
  server: z.string().regex(/^[\w-]{1,64}$/, "must be 1 to 64 letters, digits, - or _"),
  messages: z.array(z.unknown()).min(1).max(LIMITS.batch),
});

export const eventsQuery = z.strictObject({
  server: messagesRequest.shape.server,
  after: z.coerce.number().int().min(0).default(0),
  wait: z.coerce.number().min(0).max(LIMITS.pollSeconds).default(LIMITS.pollSeconds),
});

export const talkRequest = z.strictObject({ npc, player, text: said, turn: turn.optional(), locale });

true satisfies Same<z.infer<typeof say>, Say>;
true satisfies Same<z.infer<typeof result>, Result>;
true satisfies Same<z.infer<typeof hush>, Hush>;
true satisfies Same<z.infer<typeof leave>, Leave>;
true satisfies Same<z.infer<typeof message>, Message>;
true satisfies Same<z.infer<typeof talkRequest>, TalkRequest>;
