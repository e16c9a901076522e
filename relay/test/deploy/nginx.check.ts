import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeProxy, SERVER } from "./proxy-suite.ts";

const CONF = join(import.meta.dirname, "../../deploy/nginx.conf");

describeProxy("nginx", ({ folder, port, relayPort }) => {
  mkdirSync(join(folder, "logs"));
  const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const subject = ["-subj", `/CN=${SERVER}`, "-days", "1"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-keyout", key, "-out", certificate, ...subject],
    {
      stdio: "ignore",
    },
  );
  const conf = readFileSync(CONF, "utf8")
    .replace("127.0.0.1:8787", `127.0.0.1:${relayPort}`)
    .replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replace("listen [::]:443 ssl;", "")
    .replace(/\/etc\/letsencrypt\S+fullchain\.pem/, certificate)
    .replace(/\/etc\/letsencrypt\S+privkey\.pem/, key)
    .replaceAll("/var/log/nginx", join(folder, "logs"));
  const temps = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  );
  const main = join(folder, "nginx.conf");
  writeFileSync(
    main,
    `daemon off;\nuser root;\npid ${join(folder, "pid")};\nevents {}\nhttp {\n${temps.join("\n")}\n${conf}\n}\n`,
  );
  return Promise.resolve(
    spawn("nginx", ["-p", folder, "-c", main, "-e", join(folder, "error.log")], { stdio: "inherit" }),
  );
});
