import type { RequestListener, ServerResponse } from "node:http";
import type { Express, Request, Response } from "express";
import { type ErrorReply } from "../../game/townsfolk/wire/contract.ts";
import { RelayError, STATUS, toWire } from "./errors.ts";
import { FIXED_HEADERS } from "./headers.ts";

/**
 * The application, and an answer for what it never sees: a request whose address no router can read
 * (`GET http://[::/`), to which Express would answer with a page of its own. An answer that broke off is ended.
 */
export const withUnread =
  (app: Express): RequestListener =>
  (req, res) =>
    app(req as Request, res as Response, () => answerUnread(res));

function answerUnread(res: ServerResponse): void {
  if (res.headersSent) return void res.destroy();
  const error = new RelayError("bad_request", "The address of the request cannot be read.");
  const body: ErrorReply = { error: toWire(error) };
  res.writeHead(STATUS[error.code], { ...FIXED_HEADERS, "content-type": "application/json; charset=utf-8" });
  res.end(JSON.stringify(body));
}
