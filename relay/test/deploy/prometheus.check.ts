import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { closeRelay, openRelay } from "../support/relay.ts";

const deploy = join(import.meta.dirname, "../../deploy");
const read = (file: string): string => readFileSync(join(deploy, file), "utf8");

interface Answer {
  status: string;
  data: { result: { value: [number, string] }[]; groups: { rules: { name: string; health: string }[] }[] };
}

test("every alert fires where it must and not where it must not", () => {
  execFileSync("promtool", ["test", "rules", join(deploy, "alerts.test.yaml")], { stdio: "pipe" });
});

test("a real Prometheus reads the relay, loads the alerts, and understands what the dashboard asks", async () => {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  const relay = await openRelay();
  await relay.talk("guard", 1, "Hello");
  writeFileSync(join(folder, "alerts.yaml"), read("alerts.yaml"));
  writeFileSync(join(folder, "key"), "dev");
  const config = read("prometheus.yaml")
    .replace("relay:8787", new URL(relay.url).host)
    .replace("/run/secrets/metrics_key", join(folder, "key"))
    .replaceAll(": 15s", ": 1s");
  writeFileSync(join(folder, "prometheus.yaml"), config);
  const address = "127.0.0.1:19090";
  const flags = [`--config.file=${join(folder, "prometheus.yaml")}`, `--storage.tsdb.path=${join(folder, "data")}`];
  const prometheus = spawn("prometheus", [...flags, `--web.listen-address=${address}`], { stdio: "ignore" });
  const get = async (path: string): Promise<Answer | undefined> =>
    fetch(`http://${address}/api/v1/${path}`).then(
      (reply) => reply.json() as Promise<Answer>,
      () => undefined,
    );
  const ask = (query: string) => get(`query?${new URLSearchParams({ query }).toString()}`);
  try {
    while ((await ask('up{job="townsfolk"}'))?.data.result[0]?.value[1] !== "1") await sleep(200);
    expect((await ask("sum(townsfolk_turns_total)"))?.data.result[0]?.value[1]).toBe("1");
    const rules = (await get("rules"))?.data.groups.flatMap((group) => group.rules) ?? [];
    expect(rules.length).toBeGreaterThan(5);
    for (const { expr } of queriesOf(read("grafana-dashboard.json")))
      expect([expr, (await ask(expr.replaceAll("$__rate_interval", "1m")))?.status]).toEqual([expr, "success"]);
  } finally {
    const exit = once(prometheus, "exit");
    prometheus.kill("SIGTERM");
    await exit;
    await closeRelay(relay);
    rmSync(folder, { recursive: true, force: true });
  }
});

const queriesOf = (dashboard: string): { expr: string }[] =>
  (JSON.parse(dashboard) as { panels: { targets: { expr: string }[] }[] }).panels.flatMap((panel) => panel.targets);
