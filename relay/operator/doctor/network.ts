import { once } from "node:events";
import { createServer } from "node:net";
import { z } from "zod";
import type { Config } from "../../config/config.ts";
import { codeOf } from "../../lib/error-code.ts";
import { isLoopback, isNear, reachableHost } from "../../lib/near.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";

const PATIENCE_MS = 5_000;
/** Roblox signs its webhooks with the time, and so does TLS. */
const CLOCK_OFF_MS = 120_000;

/** Whether the port is free, or held by a relay, or by somebody else. */
export async function checkPort({ host, port }: Config): Promise<Finding> {
  const name = `${host}:${port}`;
  const why = await whyNotFree(host, port);
  if (why === undefined) return ok("port", `${name} is free`);
  if (why === "EADDRINUSE")
    return (await isRelay(`http://${reachableHost(host)}:${port}`))
      ? ok("port", `a relay runs on ${name}`)
      : broken("port", `${name} is taken by another program`, "Stop it, or set PORT.");
  if (why === "EACCES") return broken("port", `${name} is not for this user`, "Set PORT to 1024 or more.");
  return broken("port", `${name} cannot be listened on (${why})`, "Set HOST to an address of this machine.");
}

/** Whether place servers of a published game can reach the relay: https://create.roblox.com/docs/cloud-services/http-service */
export async function checkReach({ host, publicUrl }: Config): Promise<Finding> {
  if (publicUrl === undefined)
    return isLoopback(host)
      ? ok("reach", "this machine alone, so Studio here; a published game needs PUBLIC_URL, see OPERATING.md")
      : warn(
          "reach",
          `${host} can be reached by others, and PUBLIC_URL is not set`,
          "Set PUBLIC_URL, so that it is checked.",
        );
  if (isNear(publicUrl))
    return broken("reach", `${publicUrl} is no public address`, "Set PUBLIC_URL to one that Roblox's servers reach.");
  if (!(await isRelay(publicUrl)))
    return broken(
      "reach",
      `no relay answers at ${publicUrl}/healthz`,
      "Start it, and look at the proxy or tunnel before it.",
    );
  return publicUrl.startsWith("https:")
    ? ok("reach", publicUrl)
    : broken(
        "reach",
        `${publicUrl} is not encrypted`,
        "Put TLS before it: relay/deploy has files for nginx and Caddy.",
      );
}

/** By the clock of a server that we speak with anyway. */
export async function checkClock({ provider, publicUrl }: Config): Promise<Finding> {
  const url = [provider?.baseUrl, publicUrl].find((address) => address !== undefined && !isNear(address));
  const date = url === undefined ? undefined : await dateOf(url);
  if (date === undefined) {
    const now = new Date();
    return now.getFullYear() < 2025
      ? broken("clock", now.toISOString(), "Set the clock: TLS and the limits of a day go by it.")
      : ok("clock", `${now.toISOString().slice(0, 16)}Z, and nobody to compare it with`);
  }
  const off = Date.now() - date;
  return Math.abs(off) < CLOCK_OFF_MS
    ? ok("clock", "agrees with the model's server or the proxy")
    : warn(
        "clock",
        `${Math.round(Math.abs(off) / 1_000)} s ${off > 0 ? "ahead" : "behind"}`,
        "Turn on the system's time synchronisation.",
      );
}

async function dateOf(url: string): Promise<number | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined);
  await response?.body?.cancel();
  const date = Date.parse(response?.headers.get("date") ?? "");
  return Number.isNaN(date) ? undefined : date;
}

async function isRelay(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return z.object({ ok: z.literal(true) }).safeParse(await response.json()).success;
  } catch {
    return false;
  }
}

/** The error's code; undefined where one can listen. */
async function whyNotFree(host: string, port: number): Promise<string | undefined> {
  const server = createServer().listen(port, host);
  try {
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return codeOf(error);
  } finally {
    server.close();
  }
}
