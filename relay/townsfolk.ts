const args = process.argv.slice(2);

if (args.length === 0 || (args.length === 1 && args[0] === "start")) await import("./main.ts");
else {
  const { runTownsfolk } = await import("./operator/cli/run-townsfolk.ts");
  const exitCode = await runTownsfolk(args);
  if (exitCode !== 0) process.exitCode = exitCode;
}
