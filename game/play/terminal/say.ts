import { type GamePlayer, type GameServer } from "../game-server.ts";
import { isCareCard, maySpeak, wholeLine } from "./dialogue.ts";
import { watchHappenings } from "./happenings.ts";
import { type Options, PlayError } from "./options.ts";
import { look } from "./sight.ts";

/** An answer ends after 30 s at the latest: the relay's deadline. */
const ANSWER_MS = 40_000;

/** Says what is to be said, through the dialogue as a player would, and prints the talk as plain text. */
export async function sayAll(
  server: GameServer,
  player: GamePlayer,
  script: Options["script"],
  signal: AbortSignal,
): Promise<void> {
  const tell = watchHappenings();
  const print = (line: string) => process.stdout.write(`${line.replace(/\p{Cc}/gu, " ")}\n`);
  const until = async (check: () => Promise<boolean>): Promise<void> => {
    await server.until(async () => {
      signal.throwIfAborted();
      const sight = await look(server, player);
      tell(sight).forEach((what) => print(`(${what})`));
      if (sight.dialogue && isCareCard(sight.dialogue)) {
        print(`[${[sight.dialogue.title, ...sight.dialogue.labels.slice(1)].map(({ text }) => text).join(". ")}]`);
        await player.click("CareRead");
      }
      return check();
    }, ANSWER_MS);
  };
  let partner = "";
  const isMyTurn = async () => {
    const { dialogue } = await look(server, player);
    // The box comes once Roblox has said that the player may write.
    return dialogue?.title.text === partner && dialogue.box !== undefined && maySpeak(dialogue);
  };

  for (const { npc: wanted, text } of script) {
    const npc = await find(server, player, wanted);
    if (npc.name !== partner) {
      partner = npc.name;
      await player.walkTo(npc.id);
      await player.press(npc.id);
      await until(isMyTurn);
      print(`${npc.name}: ${wholeLine(await player.gui())}`);
    }
    print(`You: ${text}`);
    await player.type("Words", text, { enter: true });
    await until(async () => (await isMyTurn()) && wholeLine(await player.gui()) !== "");
    print(`${npc.name}: ${wholeLine(await player.gui())}`);
  }
}

/** By id or by name, of which a part will do. */
async function find(server: GameServer, player: GamePlayer, wanted: string) {
  const { npcs } = await look(server, player);
  const sought = wanted.toLowerCase();
  const found = npcs.find(({ id }) => id === sought) ?? npcs.find(({ name }) => name.toLowerCase().includes(sought));
  if (!found)
    throw new PlayError(`There is nobody called "${wanted}" here, only ${npcs.map(({ id }) => id).join(", ")}.`);
  return found;
}
