import { RelayError } from "../http/errors.ts";
import type { VersionCheck } from "../http/if-match.ts";
import { type CastWithOverrides, type Label, LABELS } from "./overrides.ts";
import type { Sheet } from "./sheet.ts";

/** A mind that can be brought to play a sheet. */
interface Adopts {
  adopt(sheet: Sheet): Promise<void>;
}

export type BlocksState = Record<Label, { value: string; limit: number }> & { version: string };

export function readBlocks(cast: CastWithOverrides, npc: string): BlocksState {
  const sheet = cast.get(npc);
  return {
    persona: { value: sheet.persona, limit: sheet.limits.persona },
    world: { value: sheet.world, limit: sheet.limits.world },
    version: LABELS.map((label) => cast.versionOf(npc, label)).join("."),
  };
}

/**
 * Changes persona, world or both, null to what the sheet says: all or nothing, in the mind and in the store. The mind comes first, and is brought back to
 * what was if anything fails; should that fail too, the mind does it before its next turn, since it compares the two.
 * @throws {RelayError} `unknown_npc`, `over_limit`, `mind_unavailable`, or what `check` throws; then nothing has changed.
 */
export async function changeBlocks(
  { cast, mind }: { cast: CastWithOverrides; mind: Adopts },
  npc: string,
  changes: Partial<Record<Label, string | null>>,
  check: VersionCheck,
): Promise<BlocksState> {
  const before = readBlocks(cast, npc);
  check(before.version);
  const values: Partial<Record<Label, string>> = {};
  for (const label of LABELS) {
    const change = changes[label];
    if (change !== undefined) values[label] = change ?? cast.ownOf(npc, label);
  }
  for (const label of LABELS) checkLimit(label, values[label], before[label].limit);
  await adopt(mind, cast.with(npc, values), cast.get(npc));
  await cast.write(npc, values);
  return readBlocks(cast, npc);
}

async function adopt(mind: Adopts, next: Sheet, former: Sheet): Promise<void> {
  try {
    await mind.adopt(next);
  } catch {
    await mind.adopt(former).catch(() => undefined);
    throw new RelayError("mind_unavailable", "The mind did not take the change, so nothing was changed.", 5);
  }
}

export function checkLimit(label: string, value: string | undefined, limit: number): void {
  if (value !== undefined && value.length > limit) {
    throw new RelayError("over_limit", `${label}: has ${value.length} characters; its limit is ${limit}`);
  }
}
