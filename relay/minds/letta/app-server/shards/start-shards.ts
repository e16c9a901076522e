import type { Mind } from "../../../mind.ts";
import type { LettaNeeds } from "../../shared/letta-needs.ts";
import type { LettaAppServer } from "../letta-app-server.ts";
import { openShard } from "./open-shard.ts";
import { shardRefs } from "./shard-refs.ts";
import { createShardedLetta } from "./sharded-letta.ts";

interface Startable {
  /** The same at every start. */
  name: string;
  start: (needs: LettaNeeds) => Promise<LettaAppServer>;
}

/**
 * These Lettas as one mind. One alone without a name is asked without a detour.
 * @throws where none of them starts.
 */
export async function startShards(lettas: Startable[], needs: LettaNeeds): Promise<Mind> {
  const [alone] = lettas.length === 1 ? lettas : [];
  if (alone?.name === "") return alone.start(needs);
  const shards = lettas.map(({ name, start }) => {
    const log = needs.log.child({ letta: name === "" ? "1" : name });
    return openShard(name, () => start({ ...needs, refs: shardRefs(name, needs.refs), log }), log);
  });
  const mind = createShardedLetta(shards, needs.refs, needs.log);
  try {
    await Promise.any(shards.map(({ started }) => started));
    await Promise.allSettled(shards.map(({ started }) => started));
    return mind;
  } catch (error) {
    await mind.close();
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}
