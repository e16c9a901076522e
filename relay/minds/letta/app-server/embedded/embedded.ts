import type { Logger } from "../../../../observe/logger.ts";
import type { Mind } from "../../../mind.ts";
import type { LettaNeeds } from "../../shared/letta-needs.ts";
import { createLettaAppServer } from "../letta-app-server.ts";
import { ownName } from "../shards/shard-names.ts";
import { startShards } from "../shards/start-shards.ts";
import { homeOf, ownNames, removeOtherHomes } from "./homes.ts";
import { type EmbeddedOptions, startEmbeddedServer } from "./start-server.ts";

interface EmbeddedLettas extends Pick<EmbeddedOptions, "gateway" | "systemEnv"> {
  lettaProcesses: number;
  /** Absolute. Each Letta has a folder of its own in it. */
  dataDir: string;
  /** Absent: what is not installed is not fetched. */
  fetching?: Fetching;
}

export interface Fetching {
  /** Called where it has to be fetched, which takes minutes. */
  begins: () => void;
  /** Aborts when nobody waits for it any more. */
  signal: AbortSignal;
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
  fetching,
  ...needs
}: EmbeddedLettas & LettaNeeds): Promise<Mind> {
  const relay = needs.refs.elsewhere?.name ?? "";
  if (relay !== "") needs.log.info(OWN);
  const names = ownNames(lettaProcesses).map((name) => ownName(relay, name));
  removeOtherHomes(dataDir, names);
  const bring = fetching && fetchedOnce(fetching, needs.log);
  const start = async (name: string, own: LettaNeeds) => {
    const dir = homeOf(dataDir, name);
    const server = await startEmbeddedServer({ gateway, systemEnv, dir, ...(bring && { bring }), log: own.log });
    return createLettaAppServer({ server, ...own });
  };
  return startShards(
    names.map((name) => ({ name, start: (own) => start(name, own) })),
    needs,
  );
}

const OWN =
  "This relay has a Letta of its own. Where several relays share the database, a talk moves with the player from one relay's Letta to another's: set LETTA_APP_SERVER_URL or LETTA_BASE_URL to one that all of them share, or MIND=direct.";

/** One fetch for all that wait for it. */
function fetchedOnce({ begins, signal }: Fetching, log: Logger): () => Promise<void> {
  let fetched: Promise<void> | undefined;
  return () => {
    fetched ??= bring().finally(() => (fetched = undefined));
    return fetched;
  };
  async function bring(): Promise<void> {
    begins();
    const { fetchLetta } = await import("./fetch-letta.ts");
    await fetchLetta(log, signal);
  }
}
