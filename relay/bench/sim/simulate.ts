import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seeded } from "../../safety/classifier/seeded.ts";
import { startRelayProcess } from "../../test/support/relay-process.ts";
import { openLink } from "../link.ts";
import { UNLIMITED } from "../talker.ts";
import { createTally } from "../tally.ts";
import { areInOrder } from "./answers.ts";
import { findingsOf } from "./findings.ts";
import { play } from "./player.ts";
import { openProbe } from "./probe.ts";
import type { Findings } from "./report.ts";
import { metricsOf, type Sample, takeSamples } from "./samples.ts";
import { startModel } from "./start-model.ts";

export interface Size {
  players: number;
  servers: number;
  minutes: number;
  /** The model's: milliseconds to its first token, and tokens a second then. */
  toFirst: number;
  tokens: number;
}

/** So that players of neighbouring numbers do not do the same. */
const APART = 2_654_435_761;

/** Plays a town from its opening to its end, and says how it goes meanwhile. */
export async function simulate(size: Size, onSample: (sample: Sample) => void): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), "townsfolk-sim-"));
  const model = await startModel(size.toFirst, size.tokens);
  const relay = await startRelayProcess(folder, { ...UNLIMITED, LOG_LEVEL: "warn", OPENAI_BASE_URL: model.url });
  try {
    const relays = [relay.url];
    const tally = createTally(areInOrder);
    const probe = await openProbe(relays, model.url);
    const links = Array.from({ length: size.servers }, () => openLink(relays));
    const ends = AbortSignal.timeout(size.minutes * 60_000);
    const sampled = takeSamples(relays, tally, ends, onSample);
    const town = Array.from({ length: size.players }, (_, at) => {
      const link = links[at % links.length] as (typeof links)[number];
      return play(at + 1, { link, tally, random: seeded(at * APART), ends });
    });
    await Promise.all([...town, probe.run(ends)]);
    const [samples, metrics] = [await sampled, await metricsOf(relay.url)];
    await Promise.all(links.map((link) => link.close()));
    const seen = { tally, links, samples, added: probe.added, metrics: [metrics] };
    return findingsOf({ ...size, relays: relays.length }, seen);
  } finally {
    await relay.stop("SIGTERM");
    model.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
