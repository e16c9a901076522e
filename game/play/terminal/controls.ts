import { type GamePlayer } from "../game-server.ts";
import { plus, times, type Vector } from "../scene/vectors.ts";
import { type Dialogue, isCareCard } from "./dialogue.ts";
import type { Key } from "./keys.ts";
import { type Npc, type Sight, withinReach } from "./sight.ts";
import type { Walker } from "./walk.ts";
import { glyphsOf } from "./words.ts";

/** Studs before an NPC at which one stops. */
const POLITE = 4.5;

export interface Controls {
  /** Does what the keys say. Resolves to whether the visit is to end. */
  obey(keys: Key[], sight: Sight): Promise<boolean>;
  /** Which button Enter presses, counted from 0, while nothing is written; -1 for none. */
  chosen(): number;
}

export function createControls(player: GamePlayer, walker: Walker): Controls {
  let choice = -1;
  let offered = "";
  return {
    async obey(keys, sight) {
      const { dialogue } = sight;
      const offer = JSON.stringify(dialogue?.choices.map(({ text }) => text));
      if (offer !== offered) [choice, offered] = [-1, offer];
      if (keys.some(({ name }) => name === "ctrl-c")) return true;
      if (!dialogue) return walkAbout(keys, sight, player, walker);
      choice = await talk(keys, dialogue, choice, player, walker);
      return false;
    },
    chosen: () => choice,
  };
}

async function walkAbout(keys: Key[], sight: Sight, player: GamePlayer, walker: Walker): Promise<boolean> {
  for (const { name } of keys) {
    const direction = DIRECTIONS[name.toLowerCase()];
    const wanted = sight.npcs[Number(name) - 1];
    const near = withinReach(sight);
    if (direction) walker.step(direction);
    else if (wanted) walker.goTo(before(wanted));
    else if (near && name.toUpperCase() === near.prompt.key) {
      walker.stop();
      await player.press(near.id);
      return false;
    } else if (name.toLowerCase() === "q") return true;
  }
  return false;
}

/** A little aside, so that the walker does not hide them. */
function before({ frame: { at, axes } }: Npc): Vector {
  return plus(at, plus(times(axes[2], -POLITE), times(axes[0], 1.5)));
}

/**
 * Where there is a text box all that can be written goes into it, and Tab chooses a button; else some keys are buttons.
 * Returns the choice as it is then.
 */
async function talk(
  keys: Key[],
  dialogue: Dialogue,
  choice: number,
  player: GamePlayer,
  walker: Walker,
): Promise<number> {
  const { box, choices } = dialogue;
  const written = box?.text ?? "";
  let draft = written;
  for (const { name, isCharacter } of keys) {
    const direction = DIRECTIONS[name];
    const button = isCharacter && box ? undefined : buttonOf(name, dialogue, draft === "" ? choice : -1);
    if (direction && !isCharacter) walker.step(direction);
    else if (button !== undefined && draft === "") {
      await player.click(button).catch(() => {}); // It may be gone by now.
      return -1;
    } else if (name === "enter" && box) {
      if (draft !== "") await player.type("Words", draft, { enter: true });
      return -1;
    } else if (name === "tab" || name === "back-tab") choice = stepped(choice, name === "tab" ? 1 : -1, choices.length);
    else if (isCharacter) draft += name;
    else draft = edited(draft, name);
  }
  if (box && draft !== written) await player.type("Words", draft);
  return draft === "" ? choice : -1;
}

/** Round and round, and past the end to none. */
function stepped(choice: number, by: number, count: number): number {
  return ((choice + 1 + by + count + 1) % (count + 1)) - 1;
}

/** The button that a key stands for. */
function buttonOf(key: string, dialogue: Dialogue, choice: number): string | undefined {
  const { choices } = dialogue;
  if (isCareCard(dialogue)) return ["escape", "enter", "q", "Q", "1"].includes(key) ? "CareRead" : undefined;
  if (key === "enter") return choices[choice]?.name;
  if (key === "escape" || key.toLowerCase() === "q") return "Leave";
  const stop = choices.find(({ name }) => name === "Stop");
  if (stop) return key.toLowerCase() === "s" ? stop.name : undefined;
  return choices[Number(key) - 1]?.name;
}

function edited(draft: string, key: string): string {
  if (key === "escape" || key === "ctrl-u") return "";
  if (key === "ctrl-w") return draft.replace(/\S+\s*$/u, "");
  if (key !== "backspace") return draft;
  return glyphsOf(draft)
    .slice(0, -1)
    .map(({ text }) => text)
    .join("");
}

const [NORTH, SOUTH, WEST, EAST]: [Vector, Vector, Vector, Vector] = [
  [0, 0, -1],
  [0, 0, 1],
  [-1, 0, 0],
  [1, 0, 0],
];
const DIRECTIONS: Record<string, Vector | undefined> = {
  ...{ up: NORTH, down: SOUTH, left: WEST, right: EAST },
  ...{ w: NORTH, s: SOUTH, a: WEST, d: EAST },
};
