import { rmSync } from "node:fs";

/**
 * Loaded by `--import` into the relay that a visit starts. The channel to the game breaks when the game is gone, however it
 * went, on every system; then the relay ends too, in its own good order, and leaves nothing behind.
 */
process.on("disconnect", () => {
  if (!process.emit("SIGTERM")) process.kill(process.pid);
});
process.channel?.unref();
process.on("exit", () => {
  const { DATA_DIR } = process.env;
  if (DATA_DIR !== undefined) rmSync(DATA_DIR, { recursive: true, force: true });
});
