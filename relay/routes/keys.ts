import { Router } from "express";
import { z } from "zod";
import type { Context } from "../context.ts";
import { RelayError } from "../http/errors.ts";
import { valid } from "../http/valid.ts";
import { UNIVERSE } from "../limits/keys.ts";
import { createKey, listKeys, revokeKey } from "../store/keys.ts";

/** `/v1/admin/keys`: operators make, see and revoke the keys of universes. A key is shown once, when it is made. */
export function keyRoutes({ db }: Pick<Context, "db">): Router {
  const router = Router();
  router.post("/", async (req, res) => {
    const { universe } = valid(createBody, req.body);
    const made = await createKey(db, universe);
    if ("valid" in made)
      throw new RelayError(
        "bad_request",
        `${universe} has two valid keys (${made.valid.join(", ")}): revoke one first.`,
      );
    res.status(201).json({ universe, ...made });
  });
  router.get("/", async (_req, res) => {
    const keys = await listKeys(db);
    res.json({
      keys: keys.map(({ id, universe, createdAt, revokedAt, usedAt }) => ({
        id,
        universe,
        createdAt: iso(createdAt),
        revokedAt: iso(revokedAt),
        usedAt: iso(usedAt),
      })),
    });
  });
  router.delete("/:id", async (req, res) => {
    const { id } = valid(path, req.params);
    if (!(await revokeKey(db, id))) throw new RelayError("bad_request", `There is no valid key "${id}".`);
    res.json({ revoked: true });
  });
  return router;
}

export const createBody = z.strictObject({
  universe: z.string().regex(UNIVERSE, "must be 1 to 64 letters, digits, - or _"),
});
const path = z.object({ id: z.string().max(32) });
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
