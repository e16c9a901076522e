import type { RequestHandler } from "express";
import type { Context } from "../context.ts";

/** For Prometheus. No player is in it. */
export const getMetrics = ({ metrics }: Context): RequestHandler =>
  async function getMetrics(_req, res) {
    res.set("content-type", metrics.contentType).send(await metrics.text());
  };
