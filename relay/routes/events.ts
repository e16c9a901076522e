import type { RequestHandler } from "express";
import type { Context } from "../context.ts";
import { valid } from "../http/valid.ts";
import { endIt } from "../lib/abort.ts";
import { eventsQuery } from "./shapes.ts";

export const getEvents = ({ feed, closing, limits }: Context): RequestHandler =>
  async function getEvents(req, res) {
    const { server, after, wait } = valid(eventsQuery, req.query);
    const { key, universe } = req.caller;
    const leave = await limits.takePoll({ key, server });
    try {
      const gone = new AbortController();
      res.on("close", () => endIt(gone));
      // Whoever hung up by now is not heard of again.
      if (res.closed) endIt(gone);
      const signal = AbortSignal.any([gone.signal, closing]);
      res.json(await feed.poll(`${universe}/${server}`, after, { ms: wait * 1000, signal, begins: req.waits }));
    } finally {
      leave();
    }
  };
