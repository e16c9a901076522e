const args = process.argv.slice(2);

if (args.length === 0 || (args.length === 1 && args[0] === "start")) await import("./main.ts");
else {
  const { runTownsfolk } = await import("./operator/cli/run-townsfolk.ts");
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  // Whoever reads what is printed has closed it, as `head` does.
  process.stdout.on("error", () => stop.abort());
  const exitCode = await runTownsfolk(args, stop.signal);
  if (exitCode !== 0) process.exitCode = exitCode;
}
