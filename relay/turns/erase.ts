import type { PlayerId } from "../../game/townsfolk/wire/contract.ts";
import { RelayError } from "../http/errors.ts";
import { MindError } from "../minds/mind.ts";
import { conversationsOf } from "../store/conversations.ts";
import { beginErasure, type Erasure, finishErasure, forgetPlayer, pendingErasures } from "../store/erasures.ts";
import { mindsThatKeep } from "../store/kept-threads.ts";
import { whereLeftOf } from "../store/left-behind.ts";
import { forgetAtMind } from "./forget-at-mind.ts";
import { hushTalk } from "./hush.ts";
import type { TurnContext } from "./turn-context.ts";
import { whenItsTurnsEnded } from "./when-its-turns-ended.ts";

/** Proof that an erasure was done, with nothing in it of whom. */
export interface Receipt {
  receipt: string;
  requestedAt: string;
  doneAt: string;
}

/**
 * Forgets a player everywhere: user id, pseudonym, turns, what NPCs know, what waits to be told, and what minds keep. The
 * first step is durable, and a start of the relay takes up what one before it did not finish.
 */
export async function erase(
  context: TurnContext,
  universe: string,
  player: PlayerId,
): Promise<() => Promise<Receipt | undefined>> {
  const erasures = await beginErasure(context.db, universe, player);
  return async () => {
    let receipt: Receipt | undefined;
    for (const erasure of erasures) receipt = await finish(context, erasure);
    return receipt;
  };
}

/** What an earlier relay began, or what could not be finished when it was asked for before then. */
export async function eraseThePending(context: TurnContext, askedBefore = Infinity): Promise<void> {
  const due = (await pendingErasures(context.db)).filter(({ requestedAt }) => requestedAt < askedBefore);
  const failures: unknown[] = [];
  for (const erasure of due) await finish(context, erasure).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

async function finish(context: TurnContext, erasure: Erasure): Promise<Receipt> {
  const { pseudonym } = erasure;
  const conversations = pseudonym === null ? [] : await conversationsOf(context.db, pseudonym);
  await Promise.all(
    conversations.map(async ({ id, npc, player }) => {
      await hushTalk(context, { npc, player });
      context.talks.leave({ npc, player });
      // Behind the turns of its conversation: a mind forgets only what it is not busy with.
      await whenItsTurnsEnded(context, { id, npc, player }, () => forgetAtMind(context, id, PATIENCE_MS));
    }),
  ).catch(notNow);
  if (pseudonym !== null) await forgetPlayer(context.db, pseudonym);
  await purge(context);
  if (pseudonym !== null) await nothingLeft(context, pseudonym);
  const { id, requestedAt, doneAt } = await finishErasure(context.db, erasure);
  // Of the pseudonym, which the entry had until now.
  await purge(context);
  context.log.info({ receipt: id }, "a player was forgotten");
  return { receipt: id, requestedAt: new Date(requestedAt).toISOString(), doneAt: new Date(doneAt ?? 0).toISOString() };
}

const PATIENCE_MS = 60_000;

/** @throws {RelayError} `not_ready` */
function notNow(error: unknown): never {
  if (!(error instanceof MindError)) throw error;
  const message =
    "Letta, which has kept what was said, is away. The erasure is written down, and is finished when it is back.";
  throw new RelayError("not_ready", message, 60);
}

/** Words that are on another machine are not forgotten by saying so. @throws {RelayError} `not_ready` */
async function nothingLeft({ db, mind }: TurnContext, pseudonym: string): Promise<void> {
  const minds = await mindsThatKeep(db, pseudonym);
  if (minds.length > 0)
    throw new RelayError(
      "not_ready",
      `Words are left with ${minds.join(" and ")}, which is not the mind now (that is ${mind.name()}). The erasure is finished when it is the mind again, or when \`npc clean --gone ${minds[0] ?? ""}\` says that it is no more.`,
      60,
    );
  const relays = await whereLeftOf(db, pseudonym);
  if (relays.length === 0) return;
  const message = `Words are left on the Letta of relay ${relays.join(", ")}, which is not there. The erasure is finished when it is back, or when \`npc clean --gone\` says that its data folder is no more.`;
  throw new RelayError("not_ready", message, 60);
}

/** A receipt says that nothing is left on the disk, so there is none before that is so. @throws {RelayError} `not_ready` */
async function purge(context: TurnContext): Promise<void> {
  if (await context.purge()) return;
  const message =
    "Another process reads the store for too long, a backup perhaps. The erasure is finished when it ends.";
  throw new RelayError("not_ready", message, 60);
}
