import express, { type RequestHandler } from "express";
import { LIMITS } from "../../game/townsfolk/wire/contract.ts";

/** Reads every body as JSON, whatever its content type says: `HttpService` leaves it to the script. */
export const readJson: RequestHandler = express.json({ limit: LIMITS.bodyBytes, type: () => true, strict: false });
