import { setTimeout as sleep } from "node:timers/promises";
import { seeded } from "../../safety/classifier/seeded.ts";
import { openLink } from "../link.ts";
import { UNLIMITED } from "../talker.ts";
import { createTally } from "../tally.ts";
import { areInOrder } from "./answers.ts";
import { findingsOf } from "./findings.ts";
import { play } from "./player.ts";
import { openProbe } from "./probe.ts";
import { startRelays } from "./relays.ts";
import type { Findings } from "./report.ts";
import { type Sample, takeSamples } from "./samples.ts";
import { startModel } from "./start-model.ts";

export interface Size {
  players: number;
  servers: number;
  minutes: number;
  relays: number;
  /** Whether a relay is killed halfway. */
  isOneKilled: boolean;
  /** The model's: milliseconds to its first token, and tokens a second then. */
  toFirst: number;
  tokens: number;
}

/** So that players of neighbouring numbers do not do the same. */
const APART = 2_654_435_761;

/** Plays a town from its opening to its end, and says how it goes meanwhile. */
export async function simulate(size: Size, onSample: (sample: Sample) => void): Promise<Findings> {
  const model = await startModel(size.toFirst, size.tokens);
  const relays = await startRelays(size.relays, { ...UNLIMITED, LOG_LEVEL: "warn", OPENAI_BASE_URL: model.url });
  try {
    const tally = createTally(areInOrder);
    const probe = openProbe(relays.urls, model.url);
    const links = Array.from({ length: size.servers }, () => openLink(relays.urls));
    const ends = AbortSignal.timeout(size.minutes * 60_000);
    const sampled = takeSamples(relays.urls, tally, ends, onSample);
    const killed = size.isOneKilled ? sleep(size.minutes * 30_000).then(() => relays.kill()) : Promise.resolve();
    const town = Array.from({ length: size.players }, (_, at) => {
      const link = links[at % links.length] as (typeof links)[number];
      return play(at + 1, { link, tally, random: seeded(at * APART), ends });
    });
    await Promise.all([...town, killed]);
    await probe.close();
    const [samples, metrics] = [await sampled, await relays.metrics()];
    await Promise.all(links.map((link) => link.close()));
    return findingsOf(size, { tally, links, samples, asked: probe.asked, metrics, left: relays.leftInHeap() });
  } finally {
    await relays.stop();
    model.stop();
  }
}
