import { z } from "zod";
import type { Address } from "../protocol/address.ts";
import { type Connection, demand } from "../protocol/connection.ts";
import { reflection } from "../protocol/frames.ts";

/**
 * Refuses a server of which a layer is off, before any player talks to it.
 *
 * The server confirms: that it wants the token (401 without), that its reflection, a background agent with a shell, is off,
 * and on every status of a conversation its permission mode, toolset, loaded tools, skills, background processes and again
 * reflection (`weaknessOf`). `runtime_start` repeats the rules for tools (`threads.ts` compares them).
 * It cannot confirm: the allowlist of one message, and that an agent was created with `memfs: false` (for an embedded one
 * that is in its settings file, which we write ourselves before each start).
 * @throws with what is wrong.
 */
export async function confirmHardening(connection: Connection, { url }: Address): Promise<void> {
  const info = new URL("/app-server-info", url.replace(/^ws/, "http"));
  const { status } = await fetch(info, { signal: AbortSignal.timeout(5_000) });
  if (status !== 401) throw new Error(`Letta lets in who has no token (status ${status})`);
  const { protocol_version: version } = await demand(connection, { type: "app_server_info" }, serverInfo);
  if (version !== 1) throw new Error(`Letta speaks version ${version} of its protocol, we speak 1`);
  // Any agent will do: what is asked for is the setting that holds for agents which have none of their own.
  const of = { agent_id: "townsfolk", conversation_id: "default" };
  const settings = await demand(connection, { type: "get_reflection_settings", runtime: of }, reflectionSettings);
  const { trigger } = settings.reflection_settings;
  if (trigger !== "off") throw new Error(`Letta's reflection must be off, but is "${trigger}"`);
}

const serverInfo = z.object({ protocol_version: z.number() });
const reflectionSettings = z.object({ reflection_settings: reflection });
