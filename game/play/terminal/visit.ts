import { setTimeout as sleep } from "node:timers/promises";
import { compiledGame } from "../compiled-game.ts";
import { type GameServer, startGameServer } from "../game-server.ts";
import { askReadiness, findRelay, type Readiness } from "./find-relay.ts";
import { type Options, PlayError } from "./options.ts";
import { startOwnRelay } from "./own-relay.ts";
import { sayAll } from "./say.ts";
import { playInTerminal } from "./terminal.ts";

/** At the edge of the square, with all of it in sight. */
const ARRIVAL: [number, number, number] = [0, 3.2, 24];
/** The game may use so long to tell the relay that the talk is over. */
const LEAVE_MS = 3000;

/** One visit to the place, until the last of it is gone. @throws {PlayError} when it cannot be, or went wrong. */
export async function visitSquare(options: Options, signal: AbortSignal): Promise<void> {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (options.script.length === 0 && !isTerminal) {
    throw new PlayError('npm run play needs a terminal. Without one: npm run play -- --say "guard: Is the road safe?"');
  }
  const tell = (text: string) => process.stderr.write(`${text}\n`);
  const place = await compiledGame(() => tell("Compiling the game ...")).catch((error: unknown) => {
    throw new PlayError(error instanceof Error ? error.message : String(error));
  });
  const found = options.isOwn ? undefined : await findRelay(options, signal);
  if (found) return playAt(options, place, found, options, signal);

  tell(
    options.isOwn
      ? "Starting a relay for this visit."
      : `No relay runs at ${options.url}: starting one for this visit.`,
  );
  const own = await startOwnRelay(signal);
  try {
    await playAt(own, place, await askReadiness(own.url, own.operatorKey), options, signal);
  } finally {
    await own.close();
  }
}

async function playAt(
  relay: { url: string; key: string },
  place: string,
  who: Readiness | undefined,
  { script }: Options,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const server = await startGameServer({ place, relay });
  try {
    const player = await server.join({ userId: 1, name: "You", displayName: "traveller", at: ARRIVAL });
    if (script.length > 0) await sayAll(server, player, script, signal);
    else
      await playInTerminal(
        server,
        player,
        who?.mind !== undefined ? `${who.mind} · ${who.model ?? ""}` : relay.url,
        signal,
      );
    await Promise.race([server.shutDown().catch(() => {}), sleep(LEAVE_MS, undefined, { ref: false })]);
  } finally {
    await server.close();
  }
  if (server.errors().length > 0) throw new PlayError(`The game reported errors:\n${firstOf(server)}`);
}

function firstOf(server: GameServer): string {
  return [...new Set(server.errors())].slice(0, 5).join("\n");
}
