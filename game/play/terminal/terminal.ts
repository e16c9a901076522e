import { setTimeout as sleep } from "node:timers/promises";
import { type GamePlayer, type GameServer } from "../game-server.ts";
import { solidsIn } from "../scene/solids.ts";
import { minus, unit, type Vector } from "../scene/vectors.ts";
import { createControls } from "./controls.ts";
import { figureAt } from "./figure.ts";
import { createFilm } from "./film.ts";
import { watchHappenings } from "./happenings.ts";
import { openTerminal, type Terminal } from "./open-terminal.ts";
import { heightOf, paintDialogue } from "./paint-dialogue.ts";
import { createScenePainter } from "./paint-scene.ts";
import { paintHelp, paintNotes, paintTop } from "./paint-status.ts";
import type { Screen } from "./screen.ts";
import { look } from "./sight.ts";
import { createWalker } from "./walk.ts";

const FRAME_MS = 40;
const NOTE_MS = 4000;
const SMALLEST = { columns: 40, rows: 16 };

/** Plays until the player ends it or `signal` does. `who` answers for the NPCs. */
export async function playInTerminal(
  server: GameServer,
  player: GamePlayer,
  who: string,
  signal: AbortSignal,
  open: () => Terminal = openTerminal,
): Promise<void> {
  const square = solidsIn(await server.see("Workspace.Square"));
  const walker = createWalker(square);
  const controls = createControls(player, walker);
  const [film, paintScene, tell] = [createFilm(), createScenePainter(), watchHappenings()];
  let notes: { text: string; until: number }[] = [];
  let sight = await look(server, player);
  let last = performance.now();

  function paint(screen: Screen, seconds: number): void {
    const { dialogue } = sight;
    const panel = dialogue ? heightOf(dialogue, screen.columns, screen.rows) : 1;
    const height = screen.rows - panel - 2;
    const partner = dialogue && sight.npcs.toSorted((a, b) => a.distance - b.distance)[0];
    if (sight.at) {
      if (partner) walker.heading = towards(sight.at, partner.frame.at);
      const solids = [...square, ...sight.figures, ...(partner ? [] : figureAt(sight.at, walker.heading))];
      paintScene(
        screen,
        1,
        height,
        sight,
        solids,
        film(sight.at, partner && { at: partner.frame.at, tall: partner.tall }, seconds),
      );
    }
    paintTop(screen, sight, who);
    paintNotes(
      screen,
      height,
      notes.map(({ text }) => text),
    );
    paintHelp(screen, sight);
    screen.show(dialogue && paintDialogue(screen, screen.rows - 1, panel, dialogue, controls.chosen()));
  }

  const terminal = open();
  try {
    while (!signal.aborted) {
      const began = performance.now();
      const seconds = Math.min(0.2, (began - last) / 1000);
      last = began;
      if (await controls.obey(terminal.keys(), sight)) break;
      const next = sight.at && walker.move(sight.at, seconds);
      if (next) await player.walkTo([...next]);
      sight = await look(server, player);
      notes = [...notes, ...tell(sight).map((text) => ({ text, until: began + NOTE_MS }))].filter(
        ({ until }) => until > began,
      );
      const screen = terminal.screen();
      if (screen.columns < SMALLEST.columns || screen.rows < SMALLEST.rows) askForRoom(screen);
      else paint(screen, seconds);
      await sleep(Math.max(5, FRAME_MS - (performance.now() - began)));
    }
  } finally {
    terminal.close();
  }
}

function towards([x, y, z]: Vector, goal: Vector): Vector {
  return unit(minus([goal[0], y, goal[2]], [x, y, z]));
}

function askForRoom(screen: Screen): void {
  screen.fill(0, 0, screen.columns, screen.rows, [0, 0, 0]);
  screen.write(0, 0, `Please make the window ${SMALLEST.columns} x ${SMALLEST.rows}.`, [255, 255, 255]);
  screen.show();
}
