import type { Fellows, News } from "../store/fellows.ts";

/**
 * Waits until `holds` does, which is asked when a turn of the conversation has ended, wherever, and now and then; or until one of
 * the signals aborts. Where the store is away, it is asked again.
 */
export async function untilEnded(
  { events }: Pick<Fellows, "events">,
  conversation: string,
  holds: () => Promise<boolean>,
  ...signals: AbortSignal[]
): Promise<void> {
  let wake = (): void => undefined;
  const onNews = ({ ended }: News): void => {
    if (ended?.includes(conversation) === true) wake();
  };
  const onAgain = (): void => wake();
  events.on("news", onNews).on("again", onAgain);
  for (const signal of signals) signal.addEventListener("abort", onAgain);
  try {
    for (;;) {
      const woken = new Promise<void>((resolve) => (wake = resolve));
      if (signals.some(({ aborted }) => aborted) || (await holds().catch(() => false))) return;
      const late = setTimeout(onAgain, LOOK_EVERY_MS);
      await woken;
      clearTimeout(late);
    }
  } finally {
    events.off("news", onNews).off("again", onAgain);
    for (const signal of signals) signal.removeEventListener("abort", onAgain);
  }
}

const LOOK_EVERY_MS = 1_500;
