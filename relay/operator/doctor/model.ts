import type { Config } from "../../config/config.ts";
import { openProvider } from "../../models/client/open-provider.ts";
import { createLogger } from "../../observe/logger.ts";
import { createMetrics } from "../../observe/metrics.ts";
import { broken, type Finding, ok, warn } from "./finding.ts";

/** Asks the model for a word, as the relay does at its start. `model`: a sheet's, where every sheet names one. */
export async function checkModel({ provider }: Config, model: string | undefined): Promise<Finding> {
  if (provider === undefined)
    return ok(
      "model",
      "the rehearsal: scripted lines of the sheets (for a real one set OPENAI_API_KEY or OPENAI_BASE_URL)",
    );
  const stop = new AbortController();
  const { watch } = openProvider(provider, await createLogger("silent"), createMetrics(), {
    modelToAsk: () => model,
    closing: stop.signal,
  });
  try {
    await watch.begin();
    const found = watch.found();
    if (found === undefined) return broken("model", "it has not answered", "Look at OPENAI_BASE_URL.");
    const name = `${found.model ?? "?"} at ${found.address}`;
    if (found.problem !== undefined) return broken("model", found.problem, "No NPC can be answered until then.");
    if (found.tools === false)
      return warn("model", `${name} takes no tools`, "NPCs speak and do not act; take another model for that.");
    return found.streaming === false
      ? warn("model", `${name} does not stream`, "The first words take longer; take another server for that.")
      : ok("model", `${name}: answers, streams, takes tools`);
  } finally {
    stop.abort();
  }
}
