import { setTimeout as sleep } from "node:timers/promises";
import { type Options, PlayError } from "./options.ts";

/** What a relay says of itself at `/readyz`: who thinks is for its operator. */
export interface Readiness {
  ready: boolean;
  mind?: string;
  model?: string;
}

const START_MS = 45_000;

/**
 * The relay that runs at the address, ready and with a key that it takes; undefined where none runs.
 * @throws {PlayError} when something is wrong with it.
 */
export async function findRelay(
  { url, key, isUrlGiven }: Options,
  signal: AbortSignal,
): Promise<Readiness | undefined> {
  const found = await askReadiness(url, key);
  if (found === undefined) {
    if (isUrlGiven) throw new PlayError(`No relay answers at ${url}. Start one with npm start, or leave --url out.`);
    return undefined;
  }
  const refusal = await fetch(`${url}/v1/npcs`, { headers: { authorization: `Bearer ${key}` } });
  if (refusal.status === 401) throw new PlayError(`The relay at ${url} does not take the key. Give it with --key.`);
  return found.ready ? found : await untilReady(url, key, signal);
}

export async function askReadiness(url: string, key: string): Promise<Readiness | undefined> {
  try {
    const headers = { authorization: `Bearer ${key}` };
    const response = await fetch(`${url}/readyz`, { headers, signal: AbortSignal.timeout(5000) });
    const { ready, ...who } = (await response.json()) as Partial<Readiness>;
    return ready === undefined ? undefined : { ready, ...who };
  } catch {
    return undefined;
  }
}

/** Its Letta may still be starting. */
async function untilReady(url: string, key: string, signal: AbortSignal): Promise<Readiness> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(500, undefined, { signal })) {
    const found = await askReadiness(url, key);
    if (found?.ready) return found;
  }
  throw new PlayError(`The relay at ${url} is there, but its NPCs are not ready to answer. Its own output says why.`);
}
