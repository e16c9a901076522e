import type { RequestHandler } from "express";
import type { Context } from "../context.ts";
import { valid } from "../http/valid.ts";
import { eventsQuery } from "./shapes.ts";

export const getEvents = ({ feed, closing }: Context): RequestHandler =>
  async function getEvents(req, res) {
    const { server, after, wait } = valid(eventsQuery, req.query);
    const gone = new AbortController();
    res.on("close", () => gone.abort());
    res.json(
      await feed.poll(`${req.caller.universe}/${server}`, after, wait * 1000, AbortSignal.any([gone.signal, closing])),
    );
  };
