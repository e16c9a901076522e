import type { RequestHandler } from "express";
import type { Limits } from "./rate-limits.ts";

/**
 * Counts the bytes of a body as they arrive, whatever its headers announce and however it is packed, also of one that never
 * ends. Whoever has sent too many is refused before the next is read; one body is small. Stands right before who reads it.
 */
export const countBytes = (limits: Pick<Limits, "takeBytes">): RequestHandler =>
  async function countBytes(req, _res, next) {
    const { key } = req.caller;
    await limits.takeBytes(key, 0);
    req.on("data", (bytes: Buffer) => {
      limits.takeBytes(key, bytes.length).catch(() => undefined);
    });
    next();
  };
