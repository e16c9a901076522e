import type { RequestHandler } from "express";

/** A game whose secret address ends with a slash asks for `//v1/...`, and cannot see it. */
export const takeSlashes: RequestHandler = (req, _res, next) => {
  req.url = req.url.replace(/^\/{2,}/, "/");
  next();
};
