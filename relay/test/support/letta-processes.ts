import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The Letta servers that this process has started. */
export async function lettasOf(parent: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-Ao", "pid=,ppid=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, ppid, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(ppid) === parent && args.includes("letta.js server") ? [Number(pid)] : [];
  });
}
