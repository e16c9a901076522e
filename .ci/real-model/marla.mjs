// Walks up to Marla in the compiled game and talks with her. Times are in milliseconds from the player's Enter.
import { DatabaseSync } from "node:sqlite";
import { startGameServer } from "../../game/play/game-server.ts";
import { compiledGame } from "../../game/play/compiled-game.ts";
import { lineOf, maySpeak, meet, say } from "../../game/test/support/screen.ts";

const WORDS = ["Good evening! Who are you?", "Do you have a room for me?", "Thank you, Marla. Good night!"];
/** A whole answer, and a little for the typing out of it. */
const LONGEST_MS = 130_000;
const READING_MS = 240_000;

/** `ledger` is the relay's SQLite file. Answers with each turn as the player saw it and as the ledger has it. */
export async function letMarlaTalk({ url, key, ledger, mind }) {
  const waited = await untilTheSheetIsRead(url, key, mind);
  const server = await startGameServer({ place: await compiledGame(), relay: { url, key } });
  try {
    const robin = await server.join({ userId: 1, name: "Robin", at: [-17, 3, -12] });
    await meet(server, robin, "innkeeper");
    const turns = [];
    for (const words of WORDS) turns.push(await exchange(server, robin, ledger, words));
    if (server.errors().length > 0) throw new Error(server.errors().join("\n"));
    return { waited, turns };
  } finally {
    await server.close();
  }
}

/**
 * A model on one slow core reads a sheet for longer than any player waits, but once only: llama.cpp keeps what it has read.
 * So somebody else speaks to Marla first, as often as it takes.
 */
async function untilTheSheetIsRead(url, key, mind) {
  const began = performance.now();
  for (let tries = 1; ; tries++) {
    const reply = await talk(url, key);
    const took = `${((performance.now() - began) / 1000).toFixed(0)} s, ${tries} turn(s)`;
    if (reply.fallback !== true && reply.mind === mind) return took;
    if (performance.now() - began > READING_MS) return `${took}, in vain`;
  }
}

async function talk(url, key) {
  const answer = await fetch(`${url}/v1/talk`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({ npc: "innkeeper", player: 2, text: "Good evening!" }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

async function exchange(server, player, ledger, said) {
  const began = performance.now();
  await say(server, player, said);
  await server.until(async () => (await lineOf(player)) !== "", LONGEST_MS);
  const seenMs = performance.now() - began;
  await server.until(() => maySpeak(player), LONGEST_MS);
  const line = await lineOf(player);
  return { said, line, seenMs, ...inLedger(ledger, said, line) };
}

/** `isReal`: what the player read begins as the model's answer does, and the answer is no line of the sheet. */
function inLedger(ledger, said, line) {
  const database = new DatabaseSync(ledger, { readOnly: true });
  const row = database.prepare("select * from turns where text = ? order by acceptedAt desc").get(said);
  database.close();
  if (row === undefined) throw new Error("the relay knows nothing of what was said in the game");
  const { reply, mind, reason, status, tokensIn, tokensOut, acceptedAt, firstBeatAt, endedAt } = row;
  return {
    firstBeatMs: firstBeatAt === null ? undefined : firstBeatAt - acceptedAt,
    ms: endedAt - acceptedAt,
    tokensIn,
    tokensOut,
    mind,
    outcome: reason ?? status,
    // A fallback line is never part of the ledger's `reply`.
    isReal: firstBeatAt !== null && Boolean(reply) && line.startsWith(reply.slice(0, 40)),
  };
}
