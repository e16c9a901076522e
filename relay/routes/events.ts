import type { Context } from "../context.ts";
import { valid } from "../guard/valid.ts";
import { eventsQuery } from "./shapes.ts";
import type { RequestHandler } from "express";

export const getEvents = ({ feed, closing }: Context): RequestHandler =>
  async function getEvents(req, res) {
    const { server, after, wait } = valid(eventsQuery, req.query);
    const gone = new AbortController();
    res.on("close", () => gone.abort());
    res.json(await feed.poll(server, after, wait * 1000, AbortSignal.any([gone.signal, closing])));
  };
