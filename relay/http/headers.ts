import type { RequestHandler } from "express";

/**
 * On every answer. There is no CORS: no page has any business here.
 * https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html
 */
export const fixedHeaders: RequestHandler = function fixedHeaders(_req, res, next) {
  res.setHeader("x-content-type-options", "nosniff");
  res.setHeader("cache-control", "no-store");
  res.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  next();
};
