import type { Mind } from "../../../mind.ts";
import type { LettaNeeds } from "../../shared/letta-needs.ts";
import { createLettaAppServer } from "../letta-app-server.ts";
import { startShards } from "../shards/start-shards.ts";
import { homeOf, ownNames, removeOtherHomes } from "./homes.ts";
import { type EmbeddedOptions, startEmbeddedServer } from "./start-server.ts";

interface EmbeddedLettas extends Omit<EmbeddedOptions, "log" | "dir"> {
  lettaProcesses: number;
  /** Absolute. Each Letta has a folder of its own in it. */
  dataDir: string;
}

/**
 * The NPCs as agents of Lettas that the relay starts itself, as child processes which end with the relay.
 * @throws saying what is missing and how to get it, or why none starts.
 */
export function startEmbeddedLettas({
  lettaProcesses,
  dataDir,
  gateway,
  systemEnv,
  ...needs
}: EmbeddedLettas & LettaNeeds): Promise<Mind> {
  const names = ownNames(lettaProcesses);
  removeOtherHomes(dataDir, names);
  const start = async (name: string, own: LettaNeeds) => {
    const server = await startEmbeddedServer({ gateway, systemEnv, dir: homeOf(dataDir, name), log: own.log });
    return createLettaAppServer({ server, ...own });
  };
  return startShards(
    names.map((name) => ({ name, start: (own) => start(name, own) })),
    needs,
  );
}
