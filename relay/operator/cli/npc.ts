import { runNpc } from "./run-npc.ts";

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
// Whoever reads what is printed has closed it, as `head` does.
process.stdout.on("error", () => stop.abort());

process.exitCode = await runNpc(process.argv.slice(2), stop.signal);
