import { setImmediate } from "node:timers/promises";
import type { RequestHandler } from "express";
import type { Message, MessagesReply, Receipt } from "../../game/townsfolk/wire/contract.ts";
import type { Context } from "../context.ts";
import { faultOfOne, RelayError, toWire } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import type { Logger } from "../observe/logger.ts";
import { keepNews } from "../store/news.ts";
import type { Source } from "../turns/new-turn.ts";
import { message, messagesRequest } from "./shapes.ts";

export const postMessages = (context: Context): RequestHandler =>
  async function postMessages(req, res) {
    const { server, acts, messages } = valid(messagesRequest, req.body);
    const from = { ...req.caller, server: `${req.caller.universe}/${server}`, request: req.id };
    const isKnown = acts === undefined || (await context.actSets.named(from.universe, acts));
    const receipts: Promise<Receipt>[] = [];
    for (const item of messages) {
      // A batch holds nobody up for longer than one of its messages.
      if (receipts.length > 0) await setImmediate();
      // What is said is put in order where it is accepted, and is committed together; all else is done when that is.
      if (!isSaid(item)) await Promise.allSettled(receipts);
      const receipt = receiptFor(context, { ...from, acts }, isKnown, item, req.log);
      receipts.push(receipt);
      if (!isSaid(item)) await Promise.allSettled([receipt]);
    }
    await Promise.allSettled(receipts);
    res.json({ receipts: await Promise.all(receipts) } satisfies MessagesReply);
  };

const isSaid = (item: unknown): boolean =>
  typeof item === "object" && item !== null && "kind" in item && item.kind === "say";

type PlaceServer = Source & { server: string };

async function receiptFor(
  context: Context,
  from: PlaceServer,
  isKnown: boolean,
  item: unknown,
  log: Logger,
): Promise<Receipt> {
  try {
    await take(context, from, isKnown, valid(message, item));
    return { ok: true };
  } catch (error) {
    if (error instanceof RelayError) {
      log.debug({ code: error.code }, "a message was refused");
      return { ok: false, error: toWire(error) };
    }
    const fault = faultOfOne(error, from.request);
    if (fault === undefined) throw error;
    // Else it would take the whole post with it, as often as that is sent again.
    log.error({ err: error }, "unexpected error with a message");
    return { ok: false, error: toWire(fault) };
  }
}

async function take(
  { db, limits, turns, closing }: Context,
  from: PlaceServer,
  isKnown: boolean,
  message: Message,
): Promise<void> {
  if (message.kind === "hush") return turns.hush(from.universe, message);
  if (message.kind === "result") return turns.settle(from.universe, message);
  if (message.kind === "leave") return turns.leave(from.universe, message);
  if (message.kind === "tell") {
    await limits.takeNews(from);
    return keepNews(db, from.server, message);
  }
  if (!isKnown) throw unknownActs();
  if (closing.aborted) throw new RelayError("not_ready", "The relay is stopping.", 5);
  await turns.accept(message, from);
}

export const unknownActs = (): RelayError =>
  new RelayError("unknown_acts", "The acts of this hash are not known: PUT them, then send the same again.");
