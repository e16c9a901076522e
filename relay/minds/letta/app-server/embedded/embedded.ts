import type { Logger } from "../../../../observe/logger.ts";
import type { LettaRefs } from "../../../../store/letta-refs.ts";
import type { Mind } from "../../../mind.ts";
import { createLettaAppServer } from "../letta-app-server.ts";
import { startEmbeddedServer } from "./start-server.ts";

/**
 * The NPCs as agents of a Letta that the relay starts itself, as a child process which ends with the relay.
 * @throws saying what is missing and how to get it, or why it does not start.
 */
export async function startEmbeddedLetta(options: {
  dataDir: string;
  gateway: { url: string; token: string; abortCalls?: (turn: string) => void };
  refs: LettaRefs;
  namespace: string;
  log: Logger;
  /** The relay's own environment; Letta gets of it what it needs to find programs, and nothing else. */
  systemEnv: Record<string, string | undefined>;
}): Promise<Mind> {
  const { dataDir, gateway, systemEnv, log, ...rest } = options;
  const server = await startEmbeddedServer({ dataDir, gateway, systemEnv, log });
  return createLettaAppServer({ server, log, ...rest, ...(gateway.abortCalls && { abortCalls: gateway.abortCalls }) });
}
