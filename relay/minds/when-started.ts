import { type Mind, MindError } from "./mind.ts";

/** Stands for a mind that is still starting: it answers when it has started, and what it is to forget it is told again then. */
export function whenStarted(starting: Promise<Mind>): Mind {
  let mind: Mind | undefined;
  starting.then(
    (started) => (mind = started),
    () => undefined,
  );
  const started = () =>
    starting.catch((error: unknown) => {
      throw new MindError("unavailable", "The mind did not start.", { cause: error });
    });
  return {
    name: () => mind?.name() ?? "direct",
    async *answer(question, signal) {
      yield* (await started()).answer(question, signal);
    },
    adopt: async (sheet) => (await started()).adopt(sheet),
    forget: async (conversation) => {
      if (mind === undefined) throw new MindError("unavailable", "The mind has not started yet.");
      await mind.forget(conversation);
    },
    forgetLeft: async (...left) => (await started()).forgetLeft?.(...left),
    orphans: async (known) => (await started()).orphans?.(known) ?? [],
    remove: async (orphan) => (await started()).remove?.(orphan),
    // Not waited for: it may have to be fetched, and another answers until then.
    shardOf: async (conversation) => (await mind?.shardOf?.(conversation)) ?? "",
    isReady: (shard) => mind?.isReady(shard) ?? false,
    close: async () => {
      await starting.then(
        (known) => known.close(),
        () => undefined,
      );
    },
  };
}
