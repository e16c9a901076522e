import { setTimeout as sleep } from "node:timers/promises";
import { type GamePlayer, type GameServer } from "../game-server.ts";
import { isCareCard, maySpeak, readDialogue, wholeLine } from "./dialogue.ts";
import { watchHappenings } from "./happenings.ts";
import { type Options, PlayError } from "./options.ts";
import { look, type Npc, type Sight } from "./sight.ts";

/** An answer ends after 30 s at the latest: the relay's deadline. */
const ANSWER_MS = 40_000;
/** What comes with an answer but is not part of it, such as a care card or a gift, may come so much later. */
const AFTERWARDS_MS = 500;
/** On a machine that is busy, no fewer steps of the game than these. */
const AFTERWARDS_LOOKS = 30;
/** The game learns the names of its NPCs from the relay, after it has started. */
const NAMES_MS = 5000;

/** Says what is to be said, through the dialogue as a player would, and prints the talk as plain text. */
export async function sayAll(
  server: GameServer,
  player: GamePlayer,
  script: Options["script"],
  signal: AbortSignal,
): Promise<void> {
  const until = watch(server, player, signal);
  const isMyTurn = ({ dialogue }: Sight) => dialogue?.box !== undefined && maySpeak(dialogue);
  const line = async () => wholeLine(await player.gui());
  let [partner, name] = ["", ""];

  for (const { npc: wanted, text } of script) {
    const npc = await find(server, player, wanted, signal);
    if (npc.id !== partner) {
      if (partner !== "") await player.click("Leave").catch(() => {}); // The talk may have ended by itself.
      await until(`the talk with ${partner} did not end`, ({ dialogue }) => dialogue === undefined);
      partner = npc.id;
      await player.walkTo(npc.id);
      await player.press(npc.id);
      // The box comes once Roblox has said that the player may write.
      await until(`${npc.id} could not be spoken to`, isMyTurn);
      name = readDialogue(await player.gui())?.title.text ?? npc.name;
      print(`${name}: ${await line()}`);
    }
    print(`You: ${text}`);
    await player.type("Words", text, { enter: true });
    await until(`${npc.id} did not answer`, async (sight) => isMyTurn(sight) && (await line()) !== "");
    print(`${name}: ${await line()}`);
    const end = performance.now() + AFTERWARDS_MS;
    let looks = 0;
    await until("", () => ++looks > AFTERWARDS_LOOKS && performance.now() > end);
  }
}

function print(line: string): void {
  process.stdout.write(`${line.replace(/\p{Cc}/gu, " ")}\n`);
}

/** Waits for something, prints what happens meanwhile, and reads care cards. Throws `problem` where it waits in vain. */
function watch(server: GameServer, player: GamePlayer, signal: AbortSignal) {
  const tell = watchHappenings();
  /** A card stays on the screen for a moment after its button was clicked. */
  let cardRead = "";
  const lookAgain = async (check: (sight: Sight) => boolean | Promise<boolean>): Promise<boolean> => {
    signal.throwIfAborted();
    const sight = await look(server, player);
    tell(sight).forEach((what) => print(`(${what})`));
    const card = sight.dialogue && isCareCard(sight.dialogue) ? sight.dialogue : undefined;
    const words = card ? [card.title, ...card.labels.slice(1)].map(({ text }) => text).join(". ") : "";
    if (words !== cardRead && words !== "") {
      print(`[${words}]`);
      await player.click("CareRead");
    }
    cardRead = words;
    return card === undefined && check(sight);
  };
  return async (problem: string, check: (sight: Sight) => boolean | Promise<boolean>): Promise<void> => {
    await server
      .until(() => lookAgain(check), ANSWER_MS)
      .catch((cause: unknown) => {
        signal.throwIfAborted();
        throw new PlayError([`${problem} within ${ANSWER_MS / 1000} s.`, ...server.errors()].join("\n"), { cause });
      });
  };
}

/** By id or by name, of which a part will do. */
async function find(server: GameServer, player: GamePlayer, wanted: string, signal: AbortSignal): Promise<Npc> {
  const sought = wanted.toLowerCase();
  for (const deadline = performance.now() + NAMES_MS; ;) {
    signal.throwIfAborted();
    const { npcs } = await look(server, player);
    const found = npcs.find(({ id }) => id === sought) ?? npcs.find(({ name }) => name.toLowerCase().includes(sought));
    if (found) return found;
    if (performance.now() > deadline)
      throw new PlayError(`There is nobody called "${wanted}" here, only ${npcs.map(({ id }) => id).join(", ")}.`);
    await sleep(100);
  }
}
