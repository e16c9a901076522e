import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { parse } from "yaml";
import { createMetrics } from "../observe/metrics.ts";
import { closeRelay, openRelay, type TestRelay } from "./support/relay.ts";
import { start } from "./support/relay-process.ts";

const root = resolve(import.meta.dirname, "../..");
const deploy = join(root, "relay/deploy");
const read = (file: string): string => readFileSync(join(deploy, file), "utf8");
const run = promisify(execFile);
const system = { PATH: process.env["PATH"], SystemRoot: process.env["SystemRoot"] };
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found);

interface Alerts {
  groups: { rules: { alert: string; expr: string; annotations: { summary: string } }[] }[];
}
interface Dashboard {
  panels: { id: number; title: string; targets: { expr: string; legendFormat: string }[] }[];
}
interface Lock {
  packages: Record<string, { integrity?: string; hasInstallScript?: true; dev?: true }>;
}
interface Package {
  scripts: Record<string, string>;
  allowScripts: Record<string, true>;
  optionalDependencies: Record<string, string>;
}
interface Compose {
  services: Record<string, Record<string, unknown> & { volumes?: string[]; ports?: string[] }>;
}

const rules = (parse(read("alerts.yaml")) as Alerts).groups.flatMap((group) => group.rules);
const panels = (JSON.parse(read("grafana-dashboard.json")) as Dashboard).panels;
const composeOf = (file: string): Compose => parse(read(file), { merge: true }) as Compose;
const compose: Compose = {
  services: { ...composeOf("compose.postgres.yaml").services, ...composeOf("compose.yaml").services },
};

let relay: TestRelay;
beforeAll(async () => (relay = await openRelay()));
afterAll(() => closeRelay(relay));

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "townsfolk-deploy-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

test("every metric and label that alerts and dashboard ask for is one of the relay's", async () => {
  const { names, labels } = await everythingCounted();
  const queries = [...rules.map((rule) => rule.expr), ...panels.flatMap((panel) => panel.targets.map((t) => t.expr))];
  expect(queries.length).toBeGreaterThan(30);
  for (const query of queries) {
    const metrics = matches(query, /\b((?:townsfolk|process|nodejs)_\w+)/g);
    expect(metrics.length > 0 || /^sum\(up\{|^up\{/.test(query)).toBe(true);
    expect(metrics.filter((name) => !names.has(name))).toEqual([]);
    const grouped = matches(query, /by \(([\w, ]+)\)/g).flatMap((list) => list.split(", "));
    const asked = [...grouped, ...matches(query, /[{,]\s*(\w+)\s*=/g)];
    expect(asked.filter((label) => !labels.has(label))).toEqual([]);
  }
  const shown = panels.flatMap((panel) => panel.targets.flatMap((t) => matches(t.legendFormat, /\{\{(\w+)\}\}/g)));
  expect(shown.filter((label) => !labels.has(label))).toEqual([]);
  expect(new Set(panels.map((panel) => panel.id)).size).toBe(panels.length);
});

test.each(Object.entries(compose.services))(
  "compose: %s has what it needs, and no more rights than that",
  (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
      tmpfs: expect.arrayContaining([expect.stringContaining("/tmp")]) as string[],
      mem_limit: expect.stringMatching(/^\d+[mg]$/) as string,
      pids_limit: expect.any(Number) as number,
    });
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    const files = (service.volumes ?? [])
      .map((volume) => volume.split(":")[0] ?? "")
      .filter((path) => path.startsWith("."));
    for (const file of files) expect(existsSync(join(deploy, file))).toBe(true);
  },
);

test("compose: who has no Postgres needs no variable, and nobody starts one without a password", () => {
  expect(read("compose.yaml")).not.toContain("${");
  const variables = matches(read("compose.postgres.yaml"), /\$\{([^}]*)\}/g);
  expect(variables.length).toBeGreaterThan(1);
  for (const variable of variables) expect(variable).toMatch(/^POSTGRES_PASSWORD:\?.*--env-file/);
  const { relay, postgres } = composeOf("compose.postgres.yaml").services;
  expect(JSON.stringify(relay)).toContain("@postgres:5432/townsfolk");
  expect(postgres).not.toHaveProperty("profiles");
});

test("what is installed is what was looked at: packages and Node by a hash, images by a digest, scripts by name", () => {
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock;
  const { allowScripts, optionalDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  ) as Package;
  const packages = Object.entries(lock.packages).filter(([path]) => path !== "");
  expect(packages.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-"))).toEqual([]);
  const runtimes = packages.filter(([path]) => /^node_modules\/node-(linux|win)-/.test(path));
  expect(runtimes.map(([path]) => path.replace("node_modules/", ""))).toEqual(Object.keys(optionalDependencies));
  expect(runtimes.every(([, { hasInstallScript = false }]) => !hasInstallScript)).toBe(true);
  const scripts = packages.filter(([, { hasInstallScript = false, dev = false }]) => hasInstallScript && !dev);
  expect(scripts).toEqual([]);
  expect(Object.keys(allowScripts)).not.toContain("node");
  const images = [
    ...Object.values(compose.services).flatMap(({ image }) => (image === "townsfolk" ? [] : [String(image)])),
    ...matches(read("Dockerfile"), /^ARG (?:NODE|SYSTEM)=(.*)$/gm),
  ];
  expect(images.length).toBe(5);
  for (const image of images) expect(image).toMatch(/^[\w/]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
});

test("every licence is known and lets us ship what is under it, and the bill of materials has every package", async () => {
  const { stdout } = await run(process.execPath, [join(root, ".ci/licences.mjs")], { cwd: root });
  expect(stdout).toMatch(/^MIT \(\d+\)\n {2}.*express 5/m);
  expect(stdout).toContain("@letta-ai/letta-code");
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Package;
  expect(scripts["sbom"]).toMatch(/^npm sbom --sbom-format cyclonedx/);
});

test("the image runs as no root and has no secret in it", () => {
  const dockerfile = read("Dockerfile");
  expect(matches(dockerfile, /^USER (\w+)$/gm).at(-1)).toBe("townsfolk");
  expect(matches(dockerfile, /^(?:ENV|ARG) (.*)$/gm).join(" ")).not.toMatch(/KEY|SECRET|TOKEN|PASSWORD/i);
  const { build } = compose.services["relay"] as { build?: { context: string; dockerfile: string } };
  expect(resolve(deploy, build?.context ?? "", build?.dockerfile ?? "")).toBe(join(deploy, "Dockerfile"));
});

test("what the image holds is enough for a relay that is ready, and that ends in order when it is told to", async () => {
  const copied = matches(read("Dockerfile"), /^COPY (?!--)(.+) \S+$/gm).flatMap((line) => line.split(" "));
  const isSent = dockerignore(read("Dockerfile.dockerignore"));
  for (const from of new Set(copied))
    cpSync(join(root, from), join(folder, from), { recursive: true, filter: (path) => isSent(relative(root, path)) });
  expect(existsSync(join(folder, "relay/test"))).toBe(false);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
  const env = { ...system, PORT: "0", MIND: "direct", DATA_DIR: join(folder, "data") };
  const [node, ...args] = JSON.parse(matches(read("Dockerfile"), /^CMD (.+)$/gm).at(-1) ?? "[]") as string[];
  expect([node, ...args].join(" ")).toBe(start);
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  try {
    let url: string | undefined;
    for await (const line of createInterface(child.stdout)) if ((url = matches(line, /address +(\S+)/g)[0])) break;
    expect((await fetch(`${url ?? "it did not start"}/readyz`)).status).toBe(200);
  } finally {
    child.kill("SIGTERM");
  }
  if (process.platform !== "win32") expect(await exit).toEqual([0, null]);
});

test("the unit starts the relay as `npm start` does, from files of the project", () => {
  const unit = read("townsfolk.service");
  const named = matches(unit, /(?:\/opt\/townsfolk\/|\.\/)(relay[\w./-]+)/g);
  expect(unit).toContain(`/bin/${start}\n`);
  expect(named.length).toBeGreaterThan(2);
  for (const path of named) expect(existsSync(join(root, path))).toBe(true);
});

// Who closes an idle connection first must be the proxy: it sends no request into a connection that is being closed.
test.each(["nginx.conf", "Caddyfile"])("%s closes idle connections before the relay does", async (file) => {
  const [proxy] = matches(read(file), /(?:keepalive_timeout|keepalive) (\d+)s/g);
  const [ours] = matches((await relay.get("/healthz")).headers.get("keep-alive") ?? "", /timeout=(\d+)/g);
  expect(Number(proxy)).toBeLessThan(Number(ours));
});

test("telemetry stays off unless it is asked for, and says what is missing", async () => {
  const start = async (env: Record<string, string>) =>
    run(process.execPath, ["--import", telemetry, "-e", "process.stdout.write('runs')"], {
      cwd: folder,
      env: { ...system, ...env },
    });
  const telemetry = join(folder, "telemetry.mjs");
  cpSync(join(deploy, "telemetry.mjs"), telemetry);
  expect(await start({})).toMatchObject({ stdout: "runs", stderr: "" });
  const { stdout, stderr } = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
  expect(stdout).toBe("runs");
  expect(stderr).toMatch(/npm install --no-save @opentelemetry\/sdk-node /);
});

test("a backup made while the relay runs, restored into an empty folder, has the turns", async () => {
  const { turn } = await relay.talk("guard", 7, "Hello");
  await run(process.execPath, [
    join(deploy, "../townsfolk.ts"),
    "backup",
    "--data",
    relay.dataDir,
    join(folder, "townsfolk.db"),
  ]);
  const restored = await openRelay({ dataDir: folder });
  const turns = await (await restored.get("/v1/npcs/guard/players/7/turns")).json();
  await restored.close();
  expect(turns).toMatchObject({ turns: [{ turn, text: "Hello" }] });
});

test("a backup that fails leaves nothing behind, and says why", async () => {
  const store = join(folder, "townsfolk.db");
  const db = new DatabaseSync(store);
  db.exec("CREATE TABLE t (words); INSERT INTO t VALUES (zeroblob(100000))");
  db.close();
  truncateSync(store, 50_000);
  const backup = run(process.execPath, [
    join(deploy, "../townsfolk.ts"),
    "backup",
    "--data",
    folder,
    join(folder, "b.db"),
  ]);
  await expect(backup).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/The backup failed: /) as string,
  });
  expect(readdirSync(folder)).toEqual(["townsfolk.db"]);
});

/** Names and labels of all that the real metrics tell, after each thing that they count has happened once. */
async function everythingCounted(): Promise<{ names: Set<string>; labels: Set<string> }> {
  const metrics = createMetrics();
  metrics.turnEnded({ npc: "guard", mind: "direct", outcome: "done", firstBeatMs: 1, ms: 2 });
  metrics.modelCalled({ npc: "guard", model: "m", outcome: "ok" });
  metrics.tokensUsed({ npc: "guard", model: "m", input: 1, cached: 0, output: 1, usd: 1 });
  metrics.limiterRefused("player");
  metrics.breakerMoved("provider", "open");
  metrics.storeUsed(1);
  metrics.cacheAsked("quick-reply", true);
  metrics.watch({
    live: () => 0,
    waiting: () => 0,
    talks: () => 0,
    polls: () => 0,
    modelQueue: () => 0,
    budgetLeft: () => new Map([["all", 1]]),
  });
  const samples = (await metrics.text()).split("\n").filter((line) => !line.startsWith("#"));
  return {
    names: new Set(samples.flatMap((line) => matches(line, /^(\w+)/g))),
    // Prometheus adds the last two itself.
    labels: new Set([...samples.flatMap((line) => matches(line, /[{,](\w+)=/g)), "job", "instance"]),
  };
}

/** https://docs.docker.com/build/concepts/context/#dockerignore-files: the last line that matches a path or a folder above it wins. */
function dockerignore(file: string): (path: string) => boolean {
  const lines = file.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const patterns = lines.map((line) => {
    const glob = line
      .replace(/^!/, "")
      .replaceAll(".", "\\.")
      .replaceAll("**/", "(.+/)?")
      .replaceAll(/(?<!\.)\*/g, "[^/]*");
    return { isException: line.startsWith("!"), regex: new RegExp(`^${glob}(/|$)`) };
  });
  return (path) => {
    const name = path.replaceAll("\\", "/");
    return patterns.findLast(({ regex }) => regex.test(name))?.isException ?? true;
  };
}
