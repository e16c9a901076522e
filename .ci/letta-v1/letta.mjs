import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { bin, cache } from "./place.mjs";
import { startServer } from "./server.mjs";

const run = promisify(execFile);
const SHEETS = join(import.meta.dirname, "..", "..", "relay", "npcs");

export const PASSWORD = "password-of-the-test";
export const GATEWAY_TOKEN = "gateway-token-of-the-test";
/**
 * Answers with the running server and where its log is. `gatewayPort`: where the relay of the specs listens, since Letta reads its
 * provider's list of models only once, at its own start.
 */
export async function startLetta(children, { port, gatewayPort, home, databaseUrl, redisPort }) {
  const endpoint = await listModels(gatewayPort);
  const env = environment({ home, gatewayPort, databaseUrl, redisPort });
  await run(bin("alembic"), ["upgrade", "head"], { cwd: join(cache, "source"), env });
  const log = join(home, `letta-${port}.log`);
  const server = await startServer(children, {
    program: bin("letta"),
    args: ["server", "--host", "127.0.0.1", "--port", String(port)],
    options: { cwd: home, env },
    log,
    isReady: () => fetch(`http://127.0.0.1:${port}/v1/health/`).then((answer) => answer.ok),
  });
  endpoint.close();
  return { server, log };
}

const environment = ({ home, gatewayPort, databaseUrl, redisPort }) => ({
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  HOME: home,
  USERPROFILE: home,
  LETTA_DIR: join(home, ".letta"),
  LETTA_PG_URI: databaseUrl,
  ...(redisPort === undefined ? {} : { LETTA_REDIS_HOST: "127.0.0.1", LETTA_REDIS_PORT: String(redisPort) }),
  OPENAI_API_KEY: GATEWAY_TOKEN,
  OPENAI_BASE_URL: `http://127.0.0.1:${gatewayPort}/llm/v1`,
  LETTA_SERVER_SECURE: "true",
  LETTA_SERVER_PASSWORD: PASSWORD,
  // Else every word of every player is kept a second time, where no API deletes it.
  LETTA_TRACK_PROVIDER_TRACE: "false",
  PYTHONUTF8: "1",
});

/** Lists the cast as the relay's gateway does, until the server has read it. */
async function listModels(port) {
  const sheets = (await readdir(SHEETS)).filter((name) => name !== "world.md");
  const data = sheets.map((name) => ({
    id: name.replace(/\.md$/, ""),
    object: "model",
    created: 0,
    owned_by: "townsfolk",
  }));
  const server = createServer((_req, res) => res.end(JSON.stringify({ object: "list", data })));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return { close: () => (server.close(), server.closeAllConnections()) };
}
