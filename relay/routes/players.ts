import type { Request, RequestHandler } from "express";
import type { Context } from "../context.ts";
import { valid } from "../http/valid.ts";
import { universesToErase } from "../store/erasures.ts";
import type { Receipt } from "../turns/erase.ts";
import { playerPath } from "./paths.ts";

/**
 * Forgets a player of the caller's universe everywhere, and answers with a receipt; with none where nothing was known. For an
 * operator who names no universe: in each that knows the player, with the receipt of each under `erased`.
 */
export const deletePlayer = ({ db, turns, limits }: Context): RequestHandler =>
  async function deletePlayer(req, res) {
    const { player } = valid(playerPath, req.params);
    await limits.takeChange(req.caller.key);
    const isEverywhere = meansEveryUniverse(req);
    const universes = isEverywhere ? await universesToErase(db, player) : [req.caller.universe];
    // All are written down before the first is carried out, which may have to wait.
    const begun = await Promise.all(
      universes.map(async (universe) => ({ universe, finish: await turns.erase(universe, player) })),
    );
    const erased = await finishAll(begun);
    const [first] = erased;
    if (first === undefined) res.json({ receipt: null });
    else
      res.json({
        ...first.receipt,
        ...(isEverywhere && { erased: erased.map(({ universe, receipt }) => ({ universe, ...receipt })) }),
      });
  };

/** A universe's key never does, whatever it sends. */
const meansEveryUniverse = ({ caller, headers }: Request): boolean =>
  caller.isOperator && headers["x-universe"] === undefined;

interface Begun {
  universe: string;
  finish: () => Promise<Receipt | undefined>;
}

/** @throws what the first of them throws, after all were tried. */
async function finishAll(begun: Begun[]): Promise<{ universe: string; receipt: Receipt }[]> {
  const erased: { universe: string; receipt: Receipt }[] = [];
  const failures: unknown[] = [];
  for (const { universe, finish } of begun)
    await finish().then(
      (receipt) => receipt && erased.push({ universe, receipt }),
      (error: unknown) => failures.push(error),
    );
  if (failures.length > 0) throw failures[0];
  return erased;
}
