import { chmod, mkdir, writeFile } from "node:fs/promises";
import { jsonLines, says, useCommandLine } from "../support/command-line.ts";
import { openProvider } from "../support/provider.ts";

interface Finding {
  what: string;
  state: "ok" | "warn" | "broken";
  found: string;
  todo?: string;
}

const { townsfolk, file, keep, relayWith, serve } = useCommandLine();
const portOf = (url: string): string => new URL(url).port;

/** What the doctor says of the test's folder with this `.env`, which nobody else can read. */
async function examine(env = "", variables: Record<string, string> = {}) {
  await writeFile(file(".env"), `MIND=direct\n${env}`, { mode: 0o600 });
  const { code, out } = await townsfolk(["doctor", "--json"], { env: variables });
  const findings = jsonLines<Finding>(out);
  return { code, about: (what: string) => findings.filter((finding) => finding.what === what), findings };
}

test("in a folder with nothing wrong each thing is ok in a line of its own, and the exit code is 0", async () => {
  const free = await serve(() => undefined);
  free.close();
  const { code, findings } = await examine(`PORT=${portOf(free.url)}`);
  expect(code).toBe(0);
  expect(findings.filter(({ state }) => state !== "ok")).toEqual([]);
  const all = [
    "node",
    "settings",
    "git",
    "port",
    "data",
    "disk",
    "clock",
    "keys",
    "model",
    "guard",
    "letta",
    "reach",
    "sheets",
    "place",
  ];
  expect(findings.map(({ what }) => what)).toEqual(all);
  const { out } = await townsfolk(["doctor"]);
  for (const what of all) expect(out).toMatch(new RegExp(`^(ok|warn) +${what} `, "m"));
});

test.each([
  ["OPENAI_KEY", "OPENAI_API_KEY"],
  ["OPENAI_APIKEY", "OPENAI_API_KEY"],
  ["openai_api_key", "OPENAI_API_KEY"],
  ["OPENAI_API_BASE", "OPENAI_BASE_URL"],
  ["RELAY_KEY", "RELAY_KEYS"],
  ["OPERATOR_API_KEYS", "OPERATOR_KEYS"],
  ["LETTA_APP_SERVER_TOKNE", "LETTA_APP_SERVER_TOKEN"],
  ["EXPERIENCE_RATNG", "EXPERIENCE_RATING"],
  ["PROT", "PORT"],
])("%s in .env is taken for a slip of %s, by the doctor and at the start", async (name, meant) => {
  const { about, code } = await examine(`${name}=1`);
  expect(about("settings")).toMatchObject([{ state: "warn", todo: `Did you mean ${meant}?` }]);
  expect(about("settings")[0]?.found).toContain(name);
  expect(code).toBe(0);
});

test.each([
  ["closed", "broken", 1],
  ["open", "warn", 0],
])("a guard model that gives no verdict is told by the doctor, where GUARD_FAILS is %s", async (fails, state, exit) => {
  const away = await serve((_req, res) => void res.writeHead(500).end());
  const guard = `GUARD_MODEL=llama-guard3\nGUARD_BASE_URL=${away.url}/v1\nGUARD_FAILS=${fails}`;
  const { about, code } = await examine(guard);
  expect(about("guard")).toMatchObject([{ state, todo: expect.any(String) as string }]);
  expect(code).toBe(exit);
});

test("settings of other programs are no slips of ours", async () => {
  const { about } = await examine("TZ=UTC\nPATHS=1\nHOME_URL=1\nAWS_SECRET_KEY=1\nNODE_OPTIONS=\nOTEL_SERVICE_NAME=x");
  expect(about("settings")).toMatchObject([{ state: "ok" }]);
});

test.each([
  ["PORT=99999", /^PORT: /],
  ["OPENAI_BASE_URL=localhost:11434", /^OPENAI_BASE_URL: /],
  ["HOST=0.0.0.0", /^RELAY_KEYS: /],
])("a value that the relay refuses is broken, in the relay's own words: %s", async (line, words) => {
  const { about, code } = await examine(line);
  expect(about("settings").at(-1)).toMatchObject({ state: "broken" });
  expect(about("settings").at(-1)?.found).toMatch(words);
  expect(code).toBe(1);
});

test("the port is known to be a relay's, or somebody else's", async () => {
  const relay = await relayWith();
  expect((await examine(`PORT=${portOf(relay.url)}`)).about("port")).toMatchObject([
    { state: "ok", found: `a relay runs on 127.0.0.1:${portOf(relay.url)}` },
  ]);
  const other = await serve((_req, res) => res.end("<html>"));
  const { about, code } = await examine(`PORT=${portOf(other.url)}`);
  expect(about("port")).toMatchObject([{ state: "broken" }]);
  expect(code).toBe(1);
});

test("a data folder that is a file is broken, and one that others may read is told", async () => {
  await writeFile(file("data"), "");
  expect((await examine("DATA_DIR=data")).about("data")).toMatchObject([{ state: "broken" }]);
  await mkdir(file("open"));
  await chmod(file("open"), 0o755);
  expect((await examine("DATA_DIR=open")).about("data")).toMatchObject([{ state: "warn" }]);
});

test("an .env that others may read is told", async () => {
  await writeFile(file(".env"), "MIND=direct\n");
  await chmod(file(".env"), 0o644);
  expect((await townsfolk(["doctor"])).out).toMatch(
    /warn +settings +others on this machine may read \.env.*\n +→ chmod 600 \.env/,
  );
});

test("keys without one for operators are told, since nobody could look into the relay", async () => {
  const { about } = await examine("RELAY_KEYS=a-key-of-some-length");
  expect(about("keys")).toMatchObject([{ state: "ok" }, { state: "warn", found: says(/OPERATOR_KEYS/) }]);
});

test("the model is asked for a word: it is named where it answers, and broken where it does not", async () => {
  const provider = keep(
    await openProvider((_request, answer) => {
      answer.say("Good evening.");
      answer.end();
    }),
  );
  expect((await examine(`OPENAI_BASE_URL=${provider.url}\nMODEL=m`)).about("model")).toMatchObject([
    { state: "ok", found: says(/^m at http/) },
  ]);
  const { about, code } = await examine("OPENAI_BASE_URL=http://127.0.0.1:1/v1");
  expect(about("model")).toMatchObject([{ state: "broken", found: says(/ECONNREFUSED/) }]);
  expect(code).toBe(1);
});

test.each([
  ["http://192.168.1.5:8787", /no public address/],
  ["http://localhost:8787", /no public address/],
  ["https://relay.invalid", /no relay answers/],
])("PUBLIC_URL=%s is broken, since no game's server reaches it", async (url, words) => {
  const { about, code } = await examine(`PUBLIC_URL=${url}`);
  expect(about("reach")).toMatchObject([{ state: "broken", found: says(words) }]);
  expect(code).toBe(1);
});

test("a Letta that nobody answers for is broken", async () => {
  const { about } = await examine("MIND=letta-api\nLETTA_BASE_URL=http://127.0.0.1:1");
  expect(about("letta")).toMatchObject([{ state: "broken" }]);
});

test("each mistake in the folder's own sheets is named by file, line and field", async () => {
  await mkdir(file("npcs"));
  await writeFile(file("npcs/ada.md"), "---\nname: Ada\n---\nA miller.\n");
  const { about, code } = await examine();
  expect(about("sheets").map(({ found }) => found)).toEqual([
    expect.stringMatching(/npcs\/ada\.md:2: greeting: /),
    expect.stringMatching(/npcs\/ada\.md:2: fallbacks: /),
  ]);
  expect(code).toBe(1);
});
