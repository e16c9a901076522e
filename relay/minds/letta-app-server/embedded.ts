import type { LettaRefs, Mind } from "../mind.ts";
import type { Logger } from "../../logger.ts";

export function startEmbeddedLetta(_options: {
  dataDir: string;
  gateway: { url: string; token: string };
  refs: LettaRefs;
  log: Logger;
}): Promise<Mind> {
  return Promise.reject(new Error("being built"));
}
