import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Connection, demand } from "./protocol/connection.ts";

/** The gateway knows by the model's name which NPC speaks, and chooses the real model. */
export const modelOf = (npc: string): string => `openai-compatible/${npc}`;

/** Gives the server our gateway as the provider of models. */
export async function connectGateway(
  connection: Connection,
  { url, token }: { url: string; token: string },
): Promise<void> {
  const fields = { apiKey: token, baseUrl: url };
  const command = { type: "connect_provider", target: "local", provider_id: "openai-compatible", fields };
  await demand(connection, command, z.unknown());
}

const TRIES = 20;
const PAUSE_MS = 100;

/**
 * Waits until the server has the NPC on its list of models. It asks the gateway for the list only when it misses a model, and
 * whoever asks ends the asking of the one before: of players who speak at once to an NPC that is not on the list, all but the
 * last would get no answer (0.32.18: `beginProviderRefresh`).
 * @throws when the gateway does not list the NPC.
 */
export async function listModel(connection: Connection, npc: string): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const { available_handles: known } = await demand(connection, { type: "list_models", force: true }, models);
    if (known?.includes(modelOf(npc))) return;
    await sleep(PAUSE_MS);
  }
  throw new Error(`The gateway does not list ${npc} as a model`);
}

const models = z.object({ available_handles: z.array(z.string()).nullable() });
