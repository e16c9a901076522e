import { setTimeout as sleep } from "node:timers/promises";
import { unless } from "../../../../lib/abort.ts";
import type { Logger } from "../../../../observe/logger.ts";
import { connectGateway } from "../models.ts";
import type { Address } from "../protocol/address.ts";
import type { LettaServer } from "../server.ts";
import { type Child, startChild } from "./child.ts";
import { environmentOf } from "./environment.ts";
import { eraseConversation } from "./erase.ts";
import { isWhole, prepareHome } from "./home.ts";
import { checkPrerequisites, HARNESS, isInstalled } from "./prerequisites.ts";

export interface EmbeddedOptions {
  /** Absolute. Everything that this Letta writes goes there. */
  dir: string;
  /** OpenAI-compatible; the url ends in `/v1`. */
  gateway: { url: string; token: string };
  /** The relay's own environment, of which Letta gets only what it needs to find programs. */
  systemEnv: Record<string, string | undefined>;
  /** Fetches Letta where it is not installed. Absent: that is said, and it does not start. */
  bring?: () => Promise<void>;
  log: Logger;
}

/** A Letta that has served for so long was well. */
const STABLE_MS = 20_000;
const LONGEST_PAUSE_MS = 30_000;
/** After so many failed starts in a row no player is kept waiting for the next. */
const HOPELESS = 3;
const LOOK_EVERY_MS = 2_000;

/**
 * Starts a Letta App Server as a child process and keeps one running until it is closed.
 * @throws when something that it needs is missing, or when it does not start.
 */
export async function startEmbeddedServer({
  dir,
  gateway,
  systemEnv,
  bring,
  log,
}: EmbeddedOptions): Promise<LettaServer> {
  const home = prepareHome(dir);
  const env = environmentOf(home, systemEnv);
  await checkPrerequisites(env);
  if (!isInstalled()) await (bring ?? notInstalled)();
  const closing = new AbortController();
  let up = Promise.withResolvers<Address>();
  let current: { child: Child; address?: Address } = { child: startChild(home, env, log) };
  /** Neither a start that hangs nor a long pause is time in which it served. */
  let servesSince = Infinity;
  let failures = 0;
  const isStable = () => Date.now() - servesSince > STABLE_MS;
  /** Of it was said already that its folder is gone. */
  let broken: Child | undefined;

  const look = setInterval(() => {
    if (current.child === broken || isWhole(home)) return;
    log.warn(`what letta keeps in ${dir} was taken away; it is started again`);
    broken = current.child;
    void current.child.end();
  }, LOOK_EVERY_MS).unref();

  const serve = async (): Promise<void> => {
    const address = await current.child.address;
    current.address = address;
    servesSince = Date.now();
    up.resolve(address);
  };
  /** Its home may be what cannot be made as yet: on a full disk, or while somebody is still taking it away. */
  const startAgain = async (): Promise<Child> => {
    for (;;) {
      failures = isStable() ? 1 : failures + 1;
      servesSince = Infinity;
      const pause = Math.min(250 * 2 ** (failures - 1), LONGEST_PAUSE_MS);
      log.warn({ failures, pause }, "letta has ended; it is started again");
      await sleep(pause, undefined, { signal: closing.signal });
      try {
        prepareHome(dir);
        return startChild(home, env, log);
      } catch (error) {
        log.warn({ err: error }, `letta cannot be started as long as its folder ${dir} cannot be made`);
      }
    }
  };
  const keep = async (): Promise<void> => {
    for (;;) {
      await current.child.gone;
      if (closing.signal.aborted) return;
      if (current.address !== undefined) up = Promise.withResolvers();
      current = { child: await startAgain() };
      await serve().catch((error: unknown) => log.warn({ err: error }, "letta did not start"));
    }
  };

  await serve().catch((error: unknown) => {
    clearInterval(look);
    throw error;
  });
  keep().catch((error: unknown) => {
    if (!closing.signal.aborted) log.error({ err: error }, "letta is not started again");
  });
  return {
    emptyDir: home.empty,
    up: (signal) => unless(signal, up.promise),
    isExpected: () => !closing.signal.aborted && (failures < HOPELESS || isStable()),
    greet: async (connection) => {
      await askForModels(gateway);
      await connectGateway(connection, gateway);
    },
    lost: (address) => {
      if (current.address !== address) return;
      up = Promise.withResolvers();
      delete current.address;
      void current.child.end();
    },
    erase: (thread, conversation) => eraseConversation(home, thread, conversation),
    close: async () => {
      closing.abort();
      clearInterval(look);
      await current.child.end();
    },
  };
}

/** Letta asks for the models only when the first player speaks; a wrong gateway should be known before. */
async function askForModels({ url, token }: { url: string; token: string }): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { ok, status } = await fetch(`${url}/models`, { headers, signal: AbortSignal.timeout(5_000) });
  if (!ok) throw new Error(`The gateway at ${url} answers with status ${status}`);
}

const notInstalled = (): Promise<never> =>
  Promise.reject(
    new Error(`Letta Code is not installed: run \`npm ci --ignore-scripts --omit=optional\` in ${HARNESS}.`),
  );
