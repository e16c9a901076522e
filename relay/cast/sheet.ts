import { z } from "zod";
import { misplacedNames } from "./player-name.ts";
import { misplacedActs, rehearsedAct, sheetActs } from "./sheet-acts.ts";

const line = z.string().trim().min(1).max(300);
const item = z.string().trim().min(1).max(40);

const fields = z.strictObject({
  /** As players read it over the NPC's head. */
  name: z.string().trim().min(1).max(40),
  /** Shown at once when a talk opens, before any model is asked. */
  greeting: line,
  /** Lines in character for when the mind cannot answer. */
  fallbacks: z.array(line).min(3).max(40),
  /** Lines in character for when the NPC has acted and its model adds no word. Absent: one of the fallbacks is said. */
  afterActs: z.array(line).max(20).default([]),
  quickReplies: z.array(z.string().trim().min(1).max(60)).max(6).default([]),
  /**
   * Lets the NPC call players by name: what it says, and the greeting and lines here, may hold `{player}`, where the game puts
   * the player's display name when it shows them. No model, and not the relay either, is told the name.
   */
  callsPlayersByName: z.boolean().default(false),
  /** An answer ends after so many sentences, and the model's call with it. */
  sentences: z.number().int().min(1).max(20).default(3),
  /** It also ends at the last sentence's end before it would have more characters than this; its first sentence is always said. */
  characters: z.number().int().min(40).max(2_000).default(280),
  /** An id of the model's provider, or `rehearsal`. Absent: the relay's default. */
  model: z.string().trim().min(1).optional(),
  /** `visit`: forgotten when the talk ends. `player`: kept, which Roblox allows in Restricted experiences only. */
  memory: z.enum(["visit", "player"]).default("visit"),
  /** Characters that each block of memory holds at most. */
  limits: z
    .strictObject({
      persona: z.number().int().min(100).max(20_000).default(4_000),
      world: z.number().int().min(0).max(20_000).default(4_000),
      human: z.number().int().min(0).max(20_000).default(2_000),
    })
    .prefault({}),
  /** Under which name a V1 Letta server knows the NPC's agent, if not `townsfolk-<id>`; such servers take no other characters. */
  lettaName: z
    .string()
    .regex(/^[\w '-]{1,60}$/, "must be letters, digits, spaces, - _ or '")
    .optional(),
  /** US dollars a day that the NPC's model may cost. */
  budget: z.number().positive().optional(),
  /** What becomes of the NPC when a budget is used up: its fallback lines, or the rehearsal model. */
  overBudget: z.enum(["fallback", "rehearsal"]).default("fallback"),
  /** Answers a quick reply that opens a talk with what was answered to it before, without asking a model. */
  cacheQuickReplies: z.boolean().default(false),
  /** Tokens of prompt, history and answer that the model is given at most. */
  context: z.number().int().min(4_000).max(128_000).default(8_000),
  /**
   * Which of the game's acts the NPC may do: `wave: true` as the game declared it, `give_item: [Mug of cider]` with these values
   * of its argument only, `open_gate: { minutes: { min: 1, max: 3 } }` argument by argument.
   */
  acts: sheetActs.default({}),
  /** How the rehearsal model plays the NPC. */
  rehearsal: z
    .strictObject({
      /** Said when the player asks about something said before; `{said}` stands for it. */
      recalls: line.refine((text) => text.includes("{said}"), "must contain {said}").default('You told me: "{said}"'),
      /** Said when nothing else fits, in turn. */
      otherwise: z.array(line).min(1).default(["I have heard stranger things in this town. Tell me more."]),
      /** The first entry is taken of which a word, or several in a row, occur in what the player said. */
      answers: z
        .array(
          z.strictObject({
            on: z.array(z.string().min(1)).min(1),
            say: line,
            wave: z.literal(true).optional(),
            give: item.optional(),
            do: rehearsedAct.optional(),
          }),
        )
        .default([]),
    })
    .prefault({}),
});

/** The front matter of a sheet. Strict: a field that is not listed above is a mistake, and is named with its line. */
export const frontMatter = fields.superRefine((sheet, context) => {
  for (const { path, message } of [...misplacedNames(sheet), ...misplacedActs(sheet)])
    context.addIssue({ code: "custom", path, message });
});

export interface Sheet extends z.output<typeof frontMatter> {
  /** The file's name without `.md`; what the game's `TownsfolkId` attribute says. */
  id: string;
  /** Who the NPC is, as prose. Never leaves the relay and its mind. */
  persona: string;
  /** What everybody in town knows: the folder's `world.md`. May be empty. */
  world: string;
}
