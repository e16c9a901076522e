import type { Logger } from "../../../../observe/logger.ts";
import type { Left } from "../../../../store/left-behind.ts";
import type { LettaRefs } from "../../../../store/letta-refs.ts";
import { type Mind, MindError } from "../../../mind.ts";
import { clearLeft } from "./clear-left.ts";
import type { Shard } from "./open-shard.ts";
import { rendezvous } from "./rendezvous.ts";
import { nameOf, relayOf, withName, withoutName } from "./shard-names.ts";

const MIND = "letta-app-server";
/** Conversations whose Letta is kept in mind; of others the store is asked. */
const KNOWN = 20_000;

/**
 * Several Lettas as one mind. A conversation stays with the one that it lives on, and moves only when that is gone: the next one
 * hears from the relay's store what was said.
 */
export function createShardedLetta(shards: Shard[], refs: LettaRefs, log: Logger): Mind {
  const byName = new Map(shards.map((shard) => [shard.name, shard]));
  const known = new Map<string, string>();
  const isHere = (name: string): boolean => byName.get(name)?.isGone() === false;
  const shardNamed = (name: string): Shard => {
    const shard = byName.get(name);
    if (shard === undefined) throw new MindError("unavailable", "There is no such Letta any more.");
    return shard;
  };

  const writtenDown = async (conversation: string): Promise<string | undefined> => {
    const ref = await refs.threadOf(MIND, conversation);
    return ref && nameOf(ref.thread);
  };
  const know = (conversation: string, name: string): string => {
    known.delete(conversation);
    known.set(conversation, name);
    const [oldest] = known.size > KNOWN ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
    return name;
  };
  const shardOf = async (conversation: string): Promise<string> => {
    const at = known.get(conversation) ?? (await writtenDown(conversation));
    if (at !== undefined && isHere(at)) return know(conversation, at);
    const here = shards.filter((shard) => !shard.isGone()).map(({ name }) => name);
    const chosen = rendezvous(conversation, here.length > 0 ? here : shards.map(({ name }) => name)) ?? "";
    return at === undefined ? know(conversation, chosen) : chosen;
  };
  /** At a Letta of this relay, or of another one; of one that is no more nothing is known. */
  const forgetAt = async (name: string, conversation: string): Promise<void> => {
    const relay = relayOf(name);
    if (byName.has(name)) return shardNamed(name).mind.forget(conversation);
    if (relay !== "" && relay !== refs.elsewhere?.name) await refs.elsewhere?.forget(relay, MIND, conversation);
    await refs.dropThread(MIND, conversation);
  };
  refs.elsewhere?.onForget((conversation) => {
    void writtenDown(conversation)
      .then((name) => {
        known.delete(conversation);
        return name !== undefined && byName.has(name) ? shardNamed(name).mind.forget(conversation) : undefined;
      })
      .catch((error: unknown) => log.warn({ err: error, conversation }, "a conversation that has moved is still here"));
  });
  const forgetLeft = async ({ thread, conversation }: Left): Promise<void> => {
    const name = nameOf(thread);
    known.delete(conversation);
    // The folder of one that this relay starts no more is gone; where it starts none of its own, they all are still there.
    if (!byName.has(name) && shards.some((shard) => relayOf(shard.name) === relayOf(name))) return;
    await shardNamed(name).mind.forgetLeft?.(withoutName(thread), conversation);
  };
  const stopClearing = clearLeft(forgetLeft, refs, log);
  /** Nothing of the talk is left where it was. */
  const moveTo = async (name: string, conversation: string): Promise<void> => {
    const before = await writtenDown(conversation);
    if (before !== undefined && before !== name) {
      log.warn({ conversation, from: before, to: name }, "a conversation moves to another letta");
      await forgetAt(before, conversation).catch((error: unknown) =>
        log.warn({ err: error, conversation }, "a conversation that has moved is still where it was"),
      );
    }
    know(conversation, name);
  };

  return {
    name: () => MIND,
    shardOf,
    isReady: (shard) =>
      shard === undefined ? shards.some(({ mind }) => mind.isReady()) : (byName.get(shard)?.mind.isReady() ?? false),
    async *answer(question, signal) {
      const { conversation } = question;
      const name = await shardOf(conversation);
      if (known.get(conversation) !== name) await moveTo(name, conversation);
      yield* shardNamed(name).mind.answer(question, signal);
    },
    /** Those that are away read it before they answer again. */
    adopt: async (sheet) => {
      const ready = shards.filter(({ mind }) => mind.isReady());
      if (ready.length === 0) throw new MindError("unavailable", "None of the Lettas is there.");
      await Promise.all(ready.map(({ mind }) => mind.adopt(sheet)));
    },
    forget: async (conversation) => {
      known.delete(conversation);
      const name = await writtenDown(conversation);
      if (name === undefined) return;
      await forgetAt(name, conversation);
    },
    orphans: async (inStore) => {
      const found = shards.map(async ({ name, mind }) => {
        const mine = (ids: Set<string>) => new Set([...ids].filter((id) => nameOf(id) === name).map(withoutName));
        const orphans = await mind.orphans?.({ agents: mine(inStore.agents), threads: mine(inStore.threads) });
        return (orphans ?? []).map((orphan) => ({ ...orphan, id: withName(name, orphan.id) }));
      });
      return (await Promise.all(found)).flat();
    },
    remove: async (orphan) => {
      await shardNamed(nameOf(orphan.id)).mind.remove?.({ ...orphan, id: withoutName(orphan.id) });
    },
    close: async () => {
      stopClearing();
      await Promise.all(shards.map(({ mind }) => mind.close()));
    },
  };
}
