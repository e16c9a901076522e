import type { RequestHandler } from "express";
import type { Context } from "../context.ts";
import { valid } from "../http/valid.ts";
import { playerPath } from "./paths.ts";

/** Forgets a player of the caller's universe everywhere, and answers with a receipt; with none where nothing was known. */
export const deletePlayer = ({ turns, limits }: Context): RequestHandler =>
  async function deletePlayer(req, res) {
    const { player } = valid(playerPath, req.params);
    await limits.takeChange(req.caller.key);
    const finish = await turns.erase(req.caller.universe, player);
    res.json((await finish()) ?? { receipt: null });
  };
