import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const KILL_AFTER_MS = 15_000;

/** A check's own folder and the programs that it starts: all of them are ended, and the folder goes, whatever ends the check. */
export async function withChildren(name, use) {
  const children = [];
  const temp = await mkdtemp(join(tmpdir(), `${name}-`));
  const stop = async () => {
    for (const child of children.toReversed()) await endChild(child);
    await rm(temp, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop().then(() => process.exit(1)));
  try {
    return await use({
      temp,
      keep: (child, stopSignal = "SIGTERM") => children.push(Object.assign(child, { stopSignal })),
    });
  } finally {
    await stop();
  }
}

export async function endChild(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill(child.stopSignal);
  const late = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  await exited;
  clearTimeout(late);
}
