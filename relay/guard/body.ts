import { LIMITS } from "../../game/src/shared/contract.ts";
import express, { type RequestHandler } from "express";

/** Reads every body as JSON, whatever its content type says: `HttpService` leaves it to the script. */
export const readJson: RequestHandler = express.json({ limit: LIMITS.bodyBytes, type: () => true, strict: false });
