import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeProxy, SERVER } from "./proxy-suite.ts";

const CADDYFILE = join(import.meta.dirname, "../../deploy/Caddyfile");

describeProxy("Caddy", ({ folder, port, relayPort }) => {
  const file = join(folder, "Caddyfile");
  const text = readFileSync(CADDYFILE, "utf8")
    .replace(/^\{$/m, "{\n\tadmin off\n\tskip_install_trust\n")
    .replace(`${SERVER} {`, `https://${SERVER}:${port} {\n\ttls internal\n\tbind 127.0.0.1\n`)
    .replace("127.0.0.1:8787", `127.0.0.1:${relayPort}`);
  writeFileSync(file, text);
  const env = { ...process.env, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder };
  return Promise.resolve(
    spawn("caddy", ["run", "--config", file, "--adapter", "caddyfile"], { env, stdio: ["ignore", "ignore", "ignore"] }),
  );
});
