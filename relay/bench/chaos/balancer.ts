import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Spreads requests over relays, one after the other and without stickiness, as far as they answer. */
export interface Balancer {
  url: string;
  /** At this place, from now on; undefined: nowhere. */
  put(place: number, url: string | undefined): void;
  /** Nothing new for this place; what it was asked goes on. */
  drain(place: number): void;
  close(): void;
}

interface Upstream {
  url: string;
  isUp: boolean;
  open: Set<() => void>;
}

export async function openBalancer(): Promise<Balancer> {
  const upstreams = new Map<number, Upstream>();
  let next = 0;
  const pick = (without: Upstream[]): Upstream | undefined => {
    const up = [...upstreams.values()].filter((one) => one.isUp && !without.includes(one));
    next += 1;
    return up[next % Math.max(up.length, 1)];
  };
  const pass = (req: IncomingMessage, res: ServerResponse, body: Buffer, tried: Upstream[] = []): void => {
    const upstream = pick(tried);
    if (upstream === undefined) return void res.writeHead(503).end();
    const { method = "GET", headers } = req;
    const onward = request(`${upstream.url}${req.url ?? ""}`, { method, headers }, (reply) => {
      res.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(res);
      reply.once("close", () => reply.complete || res.destroy());
    });
    const giveUp = (): void => void onward.destroy();
    upstream.open.add(giveUp);
    onward.once("close", () => upstream.open.delete(giveUp));
    onward.once("error", () => {
      // Nobody knows whether the relay has taken it: whoever sent it sends it again.
      if (!res.headersSent) res.writeHead(502).end();
    });
    res.once("close", giveUp);
    onward.end(body);
  };
  const server = createServer((req, res) => {
    const pieces: Buffer[] = [];
    req.on("data", (piece: Buffer) => pieces.push(piece));
    req.on("end", () => pass(req, res, Buffer.concat(pieces)));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const looking = setInterval(() => {
    for (const upstream of upstreams.values()) void look(upstream);
  }, LOOK_EVERY_MS);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (place, url) => {
      for (const giveUp of upstreams.get(place)?.open ?? []) giveUp();
      if (url === undefined) upstreams.delete(place);
      else upstreams.set(place, { url, isUp: true, open: new Set() });
    },
    drain: (place) => void upstreams.delete(place),
    close: () => {
      clearInterval(looking);
      server.close();
      server.closeAllConnections();
    },
  };
}

/** One that answers no more loses what it was asked. */
async function look(upstream: Upstream): Promise<void> {
  const reply = await fetch(`${upstream.url}/healthz`, { signal: AbortSignal.timeout(LOOK_EVERY_MS) }).catch(
    () => undefined,
  );
  upstream.isUp = reply?.ok === true;
  if (!upstream.isUp) for (const giveUp of upstream.open) giveUp();
}

const LOOK_EVERY_MS = 1_000;
