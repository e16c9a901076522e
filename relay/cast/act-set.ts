import { z } from "zod";
import { type ActSet, LIMITS, type Same } from "../../game/townsfolk/wire/contract.ts";

/** The NPC's notebook: the tools that are no acts. */
export const NOTEBOOK = ["remember", "forget"] as const;

/**
 * Letta's own tools, as its harness (0.32.18) and its V1 server name them: an act of such a name would let a model have
 * the harness's shell.
 */
const OF_LETTA =
  /^((exec|shell)(_\w+)?|fetch_webpage|grep_files|list_dir|memory(_\w+)?|(read|write)_(artifact_)?file|write_stdin|web_search|run_code|send_message\w*|open_files|semantic_search_files|(core|archival)_memory_\w+|conversation_search\w*|rethink_\w+|finish_\w+)$/;

const identifier = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,31}$/,
    "must begin with a small letter: small letters, digits and _, at most 32 characters",
  );

export const actName = identifier.refine(
  (name) => !NOTEBOOK.some((tool) => tool === name) && !OF_LETTA.test(name),
  "is the name of another tool",
);
/** Beside an act's arguments stands its name. */
export const argumentName = identifier.refine((name) => name !== "name", "must not be `name`");

const words = (most: number) =>
  z
    .string()
    .refine((text) => text.trim() !== "" && Array.from(text).length <= most, `must be 1 to ${most} characters`)
    .refine(
      (text) => text.isWellFormed() && !/\p{Cc}|<[/!?\p{L}]/u.test(text),
      "must be text without control characters and tags",
    );

const isUnique = (list: unknown[]): boolean => new Set(list).size === list.length;
const haveOwnNames = (list: { name: string }[]): boolean => isUnique(list.map(({ name }) => name));
const safe = z.int();

const argument = z.discriminatedUnion("type", [
  z.strictObject({ name: argumentName, type: z.literal("text"), max: z.int().min(1).max(LIMITS.textCharacters) }),
  z.strictObject({
    name: argumentName,
    type: z.literal("choice"),
    of: z.array(words(60)).min(1).max(40).refine(isUnique, "must not have an entry twice"),
  }),
  z
    .strictObject({ name: argumentName, type: z.literal("whole"), min: safe, max: safe })
    .refine(({ min, max }) => min <= max, "min must not be over max"),
  z.strictObject({ name: argumentName, type: z.literal("flag") }),
]);

/** What acts a game, or a cast's `acts.json`, declares. */
export const actSet = z.strictObject({
  acts: z
    .array(
      z.strictObject({
        name: actName,
        description: words(LIMITS.noteCharacters),
        args: z.array(argument).max(LIMITS.actArguments).refine(haveOwnNames, "must not have a name twice"),
        waits: z.boolean(),
      }),
    )
    .max(LIMITS.acts)
    .refine(haveOwnNames, "must not have a name twice"),
});
true satisfies Same<z.infer<typeof actSet>, ActSet>;
