import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { parsedJson } from "../../../../lib/json.ts";
import type { Home } from "./home.ts";

const TRIES = 5;
/** A Letta on a busy machine may write the end of a turn late: it is looked for so often before it counts as gone. */
const LOOKS = 4;
const PAUSE_MS = 100;

/**
 * The App Server has no command to delete a conversation, so its folder is deleted: nothing of the talk is anywhere else on
 * the disk (`environmentOf` sees to the transcripts). The server keeps a copy in its own memory until it ends. It writes that
 * out only when the conversation is touched again, which nobody does any more; what the end of the last turn may still write
 * is deleted too.
 * @throws when it cannot be deleted.
 */
export async function eraseConversation(home: Home, thread: string, conversation: string): Promise<void> {
  const folder = join(home.conversations, Buffer.from(`conversation:${thread}`).toString("base64url"));
  if (await isOfAnother(folder, conversation)) return;
  for (let tries = 0; tries < TRIES; tries++) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (await staysGone(folder)) return;
  }
  throw new Error("Letta writes to a conversation that is being forgotten.");
}

async function staysGone(folder: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    await sleep(PAUSE_MS);
    if (existsSync(folder)) return false;
  }
  return true;
}

/** The number of an erased conversation may have been given to a new one; each bears our id of it as its summary. */
async function isOfAnother(folder: string, conversation: string): Promise<boolean> {
  // Not there, or cut off by a crash: then it is what our store says, ours.
  const text = await readFile(join(folder, "conversation.json"), "utf8").catch(() => "");
  const file = z.object({ summary: z.string() }).safeParse(parsedJson(text));
  return file.success && file.data.summary !== conversation;
}
