import type { RequestHandler } from "express";

/**
 * On every answer. There is no CORS: no page has any business here.
 * https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html
 */
export const fixedHeaders: RequestHandler = function fixedHeaders(_req, res, next) {
  for (const [name, value] of FIXED) res.setHeader(name, value);
  next();
};

export const FIXED_HEADERS = {
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};
const FIXED = Object.entries(FIXED_HEADERS);
