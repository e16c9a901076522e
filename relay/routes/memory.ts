import type { RequestHandler, Response } from "express";
import { z } from "zod";
import { type BlocksState, changeBlocks, checkLimit, readBlocks } from "../cast/blocks.ts";
import type { Context } from "../context.ts";
import { inShort, RelayError } from "../http/errors.ts";
import { ifMatch } from "../http/if-match.ts";
import { valid } from "../http/valid.ts";
import { changeHuman, type Human, readHuman } from "../memory/human.ts";
import { whyNoFactAfter } from "../safety/facts-together.ts";
import { findPseudonym, pseudonymOf } from "../store/players.ts";
import { npcPath, npcPlayerPath } from "./paths.ts";

/** `persona` and `world` of an NPC. */
export const getBlocks = ({ cast }: Context): RequestHandler =>
  function getBlocks(req, res) {
    sendBlocks(res, readBlocks(cast, valid(npcPath, req.params).npc));
  };

export const patchBlocks = (context: Context): RequestHandler =>
  async function patchBlocks(req, res) {
    const { npc } = valid(npcPath, req.params);
    const values = validBlocks(blocksBody, req.body);
    sendBlocks(res, await changeBlocks(context, npc, values, ifMatch(req.headers["if-match"])));
  };

/** `human`: what the NPC knows of a player. */
export const getHuman = ({ cast, db }: Context): RequestHandler =>
  async function getHuman(req, res) {
    const { npc, player } = valid(npcPlayerPath, req.params);
    const { limits } = cast.get(npc);
    const pseudonym = await findPseudonym(db, req.caller.universe, player);
    const human = pseudonym === undefined ? { value: "", version: 0 } : await readHuman(db, npc, pseudonym);
    sendHuman(res, human, limits.human);
  };

export const patchHuman = ({ cast, db, limits: rates }: Context): RequestHandler =>
  async function patchHuman(req, res) {
    const { npc, player } = valid(npcPlayerPath, req.params);
    const { limits } = cast.get(npc);
    const { human: value } = validBlocks(humanBody, req.body);
    checkLimit("human", value, limits.human);
    checkFacts(value);
    const check = ifMatch(req.headers["if-match"]);
    await rates.takeChange(req.caller.key);
    const pair = { npc, player: (tx: typeof db) => pseudonymOf(tx, req.caller.universe, player) };
    sendHuman(res, await changeHuman(db, pair, () => value, check), limits.human);
  };

const text = z.string().refine((value) => value.isWellFormed() && !value.includes("\0"), "must be text");
/** Null: what the sheet says. */
export const blocksBody = z.strictObject({
  persona: text.refine((value) => value.trim() !== "", "must not be empty").nullish(),
  world: text.nullish(),
});
export const humanBody = z.strictObject({ human: text });

/** A block that does not exist is told by its own code, since it is the likeliest mistake. */
function validBlocks<T extends z.ZodObject>(schema: T, body: unknown): z.output<T> {
  const known = Object.keys(schema.shape);
  const stranger = Object.keys(typeof body === "object" && body !== null ? body : {}).find(
    (label) => !known.includes(label),
  );
  if (stranger !== undefined)
    throw new RelayError(
      "unknown_block",
      `There is no block "${inShort(stranger, 40)}" here; there is ${known.join(", ")}.`,
    );
  return valid(schema, body);
}

/** The same gate as before what an NPC would remember: nobody's key writes orders to a model, or who a child is. */
function checkFacts(human: string): void {
  human.split(/[\r\n\u2028\u2029]+/).forEach((line, index, lines) => {
    const why = whyNoFactAfter(lines.slice(0, index), line);
    if (why !== undefined)
      throw new RelayError(
        "bad_request",
        `human: line ${index + 1} is nothing to keep of a player (${why}): no real names, schools, homes, accounts or numbers, no needs, and no orders to the model.`,
      );
  });
}

function sendBlocks(res: Response, { version, ...blocks }: BlocksState): void {
  res.set("etag", `"${version}"`).json({ ...blocks, version });
}

function sendHuman(res: Response, { value, version }: Human, limit: number): void {
  res.set("etag", `"${version}"`).json({ human: { value, limit }, version: String(version) });
}
