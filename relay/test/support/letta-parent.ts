import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedLettas } from "../../minds/letta/app-server/embedded/embedded.ts";
import { log, question, refsInMemory, whole } from "./letta-harness.ts";
import { lettasOf } from "./letta-processes.ts";

// A process of its own that runs the embedded Letta as the relay does, for tests that kill it or look at what it passes on.
const [url = "", token = ""] = process.argv.slice(2);
const dataDir = mkdtempSync(join(tmpdir(), "townsfolk-letta-"));
const mind = await startEmbeddedLettas({
  lettaProcesses: 1,
  dataDir,
  gateway: { url, token },
  refs: refsInMemory(),
  namespace: "test",
  log,
  systemEnv: process.env,
});
const reply = await whole(mind.answer(question("hello"), new AbortController().signal));
const [letta] = await lettasOf(process.pid);
process.stdout.write(`${JSON.stringify({ letta, dataDir, reply })}\n`);
