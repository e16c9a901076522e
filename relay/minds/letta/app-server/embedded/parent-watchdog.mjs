// Loaded into the embedded Letta by `--import`. The channel to the relay breaks when the relay is gone, however it went, on
// every system; then Letta goes too. By a signal that its own handler takes, so that it ends between two writes. (Letta looks
// itself whether init has adopted it, but there is no init to do so on Windows, nor under a supervisor of its own.)
process.on("disconnect", () => {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), 3_000).unref();
  process.kill(process.pid, "SIGTERM");
});
process.channel?.unref();
