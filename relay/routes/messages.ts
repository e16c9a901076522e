import type { RequestHandler } from "express";
import type { Message, MessagesReply, Receipt } from "../../game/townsfolk/wire/contract.ts";
import type { Context } from "../context.ts";
import { RelayError, toWire } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import type { Logger } from "../observe/logger.ts";
import { keepNews } from "../store/news.ts";
import type { Source } from "../turns/accept.ts";
import { message, messagesRequest } from "./shapes.ts";

export const postMessages = (context: Context): RequestHandler =>
  async function postMessages(req, res) {
    const { server, acts, messages } = valid(messagesRequest, req.body);
    const from = { ...req.caller, server: `${req.caller.universe}/${server}`, request: req.id };
    const isKnown = acts === undefined || (await context.actSets.named(from.universe, acts));
    const receipts: Receipt[] = [];
    for (const item of messages) receipts.push(await receiptFor(context, { ...from, acts }, isKnown, item, req.log));
    res.json({ receipts } satisfies MessagesReply);
  };

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
    if (!(error instanceof RelayError)) throw error;
    log.debug({ code: error.code }, "a message was refused");
    return { ok: false, error: toWire(error) };
  }
}

async function take(
  { db, turns, closing }: Context,
  from: PlaceServer,
  isKnown: boolean,
  message: Message,
): Promise<void> {
  if (message.kind === "hush") return turns.hush(from.universe, message);
  if (message.kind === "result") return turns.settle(from.universe, message);
  if (message.kind === "leave") return turns.leave(from.universe, message);
  if (message.kind === "tell") return keepNews(db, from.server, message);
  if (!isKnown) throw unknownActs();
  if (closing.aborted) throw new RelayError("not_ready", "The relay is stopping.", 5);
  await turns.accept(message, from);
}

export const unknownActs = (): RelayError =>
  new RelayError("unknown_acts", "The acts of this hash are not known: PUT them, then send the same again.");
