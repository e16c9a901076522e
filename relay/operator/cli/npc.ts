import { runNpc } from "./run-npc.ts";

process.exitCode = await runNpc(process.argv.slice(2));
