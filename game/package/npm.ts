import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** npm, whichever it is that runs this: on Windows its command is a batch file, which Node does not start. */
export async function npm(args: string[], cwd: string): Promise<string> {
  const itself = process.env.npm_execpath;
  const [command, before] = itself === undefined ? ["npm", []] : [process.execPath, [itself]];
  return (await promisify(execFile)(command, [...before, ...args], { cwd })).stdout;
}
