import type { Mind } from "../../../mind.ts";
import type { LettaNeeds } from "../../shared/letta-needs.ts";
import { createLettaAppServer } from "../letta-app-server.ts";
import { type EmbeddedOptions, startEmbeddedServer } from "./start-server.ts";

/**
 * The NPCs as agents of a Letta that the relay starts itself, as a child process which ends with the relay.
 * @throws saying what is missing and how to get it, or why it does not start.
 */
export async function startEmbeddedLetta({
  dataDir,
  gateway,
  systemEnv,
  fetching,
  ...needs
}: Omit<EmbeddedOptions, "log"> & LettaNeeds): Promise<Mind> {
  const server = await startEmbeddedServer({
    dataDir,
    gateway,
    systemEnv,
    ...(fetching && { fetching }),
    log: needs.log,
  });
  return createLettaAppServer({ server, ...needs });
}
