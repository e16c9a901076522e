import { type GamePlayer } from "../game-server.ts";
import { plus, times, type Vector } from "../scene/vectors.ts";
import { type Dialogue, isCareCard } from "./dialogue.ts";
import type { Key } from "./keys.ts";
import { type Npc, type Sight, withinReach } from "./sight.ts";
import type { Walker } from "./walk.ts";
import { glyphsOf } from "./words.ts";

/** Studs before an NPC at which one stops. */
const POLITE = 4.5;

/** Does what the keys say. Resolves to whether the visit is to end. */
export async function obey(keys: Key[], sight: Sight, player: GamePlayer, walker: Walker): Promise<boolean> {
  if (keys.some(({ name }) => name === "ctrl-c")) return true;
  if (sight.dialogue) await talk(keys, sight.dialogue, player, walker);
  else return walkAbout(keys, sight, player, walker);
  return false;
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

/** What is written goes into the game's own text box; with nothing written yet, some keys are commands. */
async function talk(keys: Key[], dialogue: Dialogue, player: GamePlayer, walker: Walker): Promise<void> {
  const written = dialogue.box?.text ?? "";
  let draft = written;
  const press = (button: string) => player.click(button).catch(() => {}); // It may be gone by now.
  for (const { name, isCharacter } of keys) {
    const direction = DIRECTIONS[name];
    const command = draft === "" ? commandOf(name, dialogue) : undefined;
    if (direction && !isCharacter) walker.step(direction);
    else if (command !== undefined) return press(command);
    else if (name === "enter" && dialogue.box) return player.type("Words", draft, { enter: true });
    else if (isCharacter) draft += name;
    else draft = edited(draft, name);
  }
  if (dialogue.box && draft !== written) await player.type("Words", draft);
}

/** The button that a key stands for. */
function commandOf(key: string, dialogue: Dialogue): string | undefined {
  const { choices } = dialogue;
  if (isCareCard(dialogue)) return ["escape", "enter", "q", "Q", "1"].includes(key) ? "CareRead" : undefined;
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
