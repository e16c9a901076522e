import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { rojoBinary } from "../emulator/host/rojo.ts";

/** Rojo's own, which its plugin asks for first. */
const PORT = 34_872;
const TRIES = 20;

/** `rojo serve`, where its port is taken at the next that is free: Rojo itself would only show where in its code it fell over. */
const port = await freePort();
if (port === undefined) {
  process.stderr.write(`The ports ${PORT} to ${PORT + TRIES - 1} are all taken, so Rojo cannot serve the place.\n`);
  process.exitCode = 1;
} else {
  if (port !== PORT) {
    process.stderr.write(
      `Port ${PORT} is taken: another rojo serve is running. This one is at ${port}: in Studio write that into the plugin beside localhost before Connect.\n`,
    );
  }
  const rojo = spawn(await rojoBinary(), ["serve", "--port", String(port)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => rojo.kill(signal));
  const [code] = (await once(rojo, "exit")) as [number | null];
  process.exitCode = code ?? 0;
}

async function freePort(): Promise<number | undefined> {
  for (let port = PORT; port < PORT + TRIES; port++) if (await isFree(port)) return port;
  return undefined;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  const isFree = await once(server, "listening").then(
    () => true,
    () => false,
  );
  server.close();
  return isFree;
}
