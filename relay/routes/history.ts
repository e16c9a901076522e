import type { RequestHandler } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { valid } from "../http/valid.ts";
import { findPseudonym } from "../store/players.ts";
import { pageOfTurns } from "../store/said.ts";
import { npcPlayerPath } from "./paths.ts";

/** What a player and an NPC said to each other, newest first, in pages: `before` is the `next` of the page before. */
export const getTurns = ({ cast, db }: Context): RequestHandler =>
  async function getTurns(req, res) {
    const { npc, player } = valid(npcPlayerPath, req.params);
    const { before, limit } = valid(turnsQuery, req.query);
    cast.get(npc);
    const pseudonym = await findPseudonym(db, req.caller.universe, player);
    const rows = pseudonym === undefined ? [] : await pageOfTurns(db, { npc, player: pseudonym, before, limit });
    const turns = rows.map(({ id, status, text, reply, mind, reason, acceptedAt, endedAt }) => ({
      turn: id,
      status,
      text,
      reply,
      mind,
      reason,
      at: new Date(acceptedAt).toISOString(),
      ms: endedAt === null ? null : endedAt - acceptedAt,
    }));
    const last = rows.at(-1);
    res.json({ turns, ...(rows.length === limit && last && { next: `${last.acceptedAt}_${last.id}` }) });
  };

export const turnsQuery = z.strictObject({
  before: z
    .string()
    .regex(/^\d{1,15}_[0-9a-f-]{36}$/i, "must be the `next` of the page before")
    .transform((cursor) => ({ at: Number(cursor.split("_")[0]), id: cursor.slice(cursor.indexOf("_") + 1) }))
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
