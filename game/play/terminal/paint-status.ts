import { type Color, isCareCard } from "./dialogue.ts";
import { INK } from "./ink.ts";
import type { Screen } from "./screen.ts";
import { type Npc, type Sight, withinReach } from "./sight.ts";
import { widthOf } from "./words.ts";

/** The top row: where one is, what one carries, and who answers. */
export function paintTop(screen: Screen, { carried }: Sight, who: string): void {
  screen.fill(0, 0, screen.columns, 1, INK.ground);
  const end = screen.write(1, 0, "The tavern square", INK.accent);
  const load = carried.length > 0 ? `You carry: ${carried.join(", ")}` : "";
  screen.write(end + 3, 0, load, INK.text);
  const start = screen.columns - widthOf(who) - 1;
  if (start > end + widthOf(load) + 5) screen.write(start, 0, who, INK.quiet);
}

/** What can be done now, in the row or two at the bottom. */
export function paintHelp(screen: Screen, sight: Sight): void {
  const last = screen.rows - 1;
  screen.fill(0, last - (sight.dialogue ? 0 : 1), screen.columns, 2, INK.ground);
  if (sight.dialogue && isCareCard(sight.dialogue)) {
    screen.write(1, last, "Enter, when you have read it", INK.quiet);
    return;
  }
  if (sight.dialogue) {
    const ways = sight.dialogue.box ? ["Type and press Enter", "Tab chooses a reply"] : ["A number says it"];
    writeFitting(screen, last, [...ways, "Esc leaves", "arrows walk away"], " · ", INK.quiet);
    return;
  }
  const near = withinReach(sight);
  if (near) {
    const { key, action, object } = near.prompt;
    screen.write(1, last - 1, `Press ${key} to ${action.toLowerCase()} to ${object}`, INK.accent);
  } else {
    writeFitting(screen, last - 1, placesOf(sight, screen.columns), "   ", INK.text);
  }
  const ways = ["Walk with arrows or WASD", "Q ends", "walk up to somebody with their number"];
  writeFitting(screen, last, ways, " · ", INK.quiet);
}

/** Where the NPCs are, by their number; where there is no room for all of them, where the nearest are. */
function placesOf({ npcs, at }: Sight, columns: number): string[] {
  const places = npcs.map((npc, index) => ({ index, distance: npc.distance, ...whereabouts(npc, index, at) }));
  const long = places.map(({ full }) => full);
  if (widthOf(long.join("   ")) < columns) return long;
  let room = columns - 1;
  const near = places
    .toSorted((a, b) => a.distance - b.distance)
    .filter(({ short }) => (room -= widthOf(short) + 3) >= -3);
  return near.toSorted((a, b) => a.index - b.index).map(({ short }) => short);
}

/** As many of the pieces as there is room for, none of them cut. */
function writeFitting(screen: Screen, row: number, pieces: string[], between: string, color: Color): void {
  let [x, gap] = [1, ""];
  for (const piece of pieces) {
    if (x + widthOf(gap + piece) > screen.columns) continue;
    x = screen.write(x, row, gap + piece, color);
    gap = between;
  }
}

/** What has just happened, over the scene. */
export function paintNotes(screen: Screen, row: number, notes: string[]): void {
  notes.forEach((note, index) => {
    const text = ` ${note} `;
    screen.write(Math.floor((screen.columns - widthOf(text)) / 2), row - index, text, INK.text, INK.ground);
  });
}

function whereabouts({ name, distance, frame }: Npc, index: number, at: Sight["at"]): { full: string; short: string } {
  const numbered = `${index + 1} ${name}`;
  if (!at) return { full: numbered, short: numbered };
  const turn = Math.atan2(frame.at[0] - at[0], at[2] - frame.at[2]) / (Math.PI / 4);
  const short = `${numbered} ${ARROWS[(Math.round(turn) + 8) % 8] ?? ""}`;
  return { full: `${short} ${Math.round(distance)} studs`, short };
}

/** Clockwise from north, which is up. */
const ARROWS = ["↑", "↗", "→", "↘", "↓", "↙", "←", "↖"];
