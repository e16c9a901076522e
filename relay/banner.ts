import type { Config } from "./config/config.ts";
import { SHIPPED_SHEETS } from "./config/sheets-folder.ts";
import { isPackage, ownCommand } from "./lib/own-command.ts";
import { DEVELOPMENT_KEY } from "./limits/development.ts";
import type { MindName } from "./minds/mind.ts";
import type { Found } from "./models/client/look.ts";
import type { Relay } from "./start.ts";

/** What an operator sees when the relay is ready: what it is, and what to do next. */
export function banner({ url, context: { config, mind, gateway, cast, modelServer, moderator } }: Relay): string {
  const isShipped = config.sheetsDir === SHIPPED_SHEETS;
  const model = gateway.defaultModel();
  const [first] = cast.all();
  const isDevelopment = config.keys.includes(DEVELOPMENT_KEY);
  return `
  Townsfolk is open.

  address   ${url}${EVERYWHERE.has(config.host) ? ` (and this machine's other addresses: HOST=${config.host})` : ""}
  key       ${isDevelopment ? "dev (because only this machine can reach the relay)" : keysOf(config)}
  mind      ${mind.isFetching() ? FETCHING : MINDS[mind.name()](config)}
  model     ${model}${model === "rehearsal" ? " (scripted lines from the sheets; set OPENAI_API_KEY or OPENAI_BASE_URL for a real one)" : ""}${modelServer ? `\n  server    ${inWords(modelServer.found())}` : ""}
  guard     ${judges(moderator.guard())}
  cast      ${cast
    .all()
    .map((sheet) => `${sheet.name} (${sheet.id})`)
    .join(", ")}
  sheets    ${isShipped ? SHIPPED : config.sheetsDir}
  data      ${config.databaseUrl === undefined ? config.dataDir : `Postgres, as DATABASE_URL says, and ${config.dataDir}`}

  Next:
${isPackage ? nextInPackage(isShipped) : NEXT_IN_REPOSITORY}
    curl -s ${url}/v1/talk -H 'authorization: Bearer ${isDevelopment ? DEVELOPMENT_KEY : "<key>"}' \\
      -d '{"npc":"${first?.id ?? ""}","player":1,"text":"Hello there!"}'

  Ctrl-C ends it.

`;
}

/** Not an address of its own: https://nodejs.org/api/net.html#serverlistenport-host-backlog-callback */
const EVERYWHERE = new Set(["0.0.0.0", "::"]);

const judges = (guard: ReturnType<Relay["context"]["moderator"]["guard"]>): string =>
  guard === undefined
    ? "the local tables alone; GUARD_MODEL sets a model beside them"
    : `the local tables, and ${guard.model} at ${guard.address} (fails ${guard.fails})${guard.problem === undefined ? "" : `: ${guard.problem}`}`;

const keysOf = ({ keys, operatorKeys }: Relay["context"]["config"]): string =>
  keys.length > 0
    ? `${keys.length} from RELAY_KEYS${operatorKeys.length === 0 ? "; without OPERATOR_KEYS there is none for operators" : ""}`
    : `none in RELAY_KEYS; make one with: ${ownCommand("key create <universe>")}`;

function inWords(found: Found | undefined): string {
  if (found === undefined) return "has not answered yet; /readyz says more when it has";
  if (found.problem !== undefined) return `NO NPC CAN BE ANSWERED: ${found.problem}`;
  const lacks = [
    found.tools === false ? "takes no tools, so NPCs speak and do not act" : "takes tools",
    found.streaming === false ? "does not stream, so the first words take longer" : "streams",
  ];
  return `${found.address} (${lacks.join("; ")})`;
}

const NEXT_IN_REPOSITORY = `\
    npm run play         walk into the tavern square, here in the terminal
    npm run dev          the same relay with Rojo beside it, for Studio`;
const nextInPackage = (isShipped: boolean): string => `\
    ${isShipped ? "npx townsfolk init      sheets and settings of your own, in this folder" : "npx townsfolk new <id>  a sheet for another NPC"}
    npx townsfolk doctor    whether everything is as it should be
    npx townsfolk --help    all that it can do`;

const SHIPPED = isPackage
  ? "the shipped town; `npx townsfolk init` gives you a copy to change"
  : "relay/npcs, the shipped town";

/** Until the embedded Letta is here the model is asked straight, as when it is away. */
const FETCHING = "direct, until the embedded Letta has been fetched (once, about 330 MB; the log tells how far it is)";

const MINDS: Record<MindName, (config: Config) => string> = {
  "letta-app-server": ({ appServers, lettaProcesses }) =>
    `letta-app-server (${appServers ? inNumber(appServers.servers.length, "Letta of yours") : inNumber(lettaProcesses, "embedded Letta")}, hardened)`,
  "letta-api": () => "letta-api",
  direct: () => "direct (no Letta: straight on the model)",
};

const inNumber = (count: number, letta: string): string =>
  count === 1 ? letta : `${count} ${letta.replace("Letta", "Lettas")}`;
