import { DEVELOPMENT_KEY } from "./limits/development.ts";
import type { Found } from "./models/client/look.ts";
import type { Relay } from "./start.ts";

/** What an operator sees when the relay is ready: what it is, and what to do next. */
export function banner({ url, context: { config, mind, gateway, cast, modelServer, moderator } }: Relay): string {
  const model = gateway.defaultModel();
  const [first] = cast.all();
  const isDevelopment = config.keys.includes(DEVELOPMENT_KEY);
  return `
  Townsfolk is open.

  address   ${url}
  key       ${isDevelopment ? "dev (because only this machine can reach the relay)" : keysOf(config)}
  mind      ${MINDS[mind.name()]}
  model     ${model}${model === "rehearsal" ? " (scripted lines from the sheets; set OPENAI_API_KEY or OPENAI_BASE_URL for a real one)" : ""}${modelServer ? `\n  server    ${inWords(modelServer.found())}` : ""}
  guard     ${judges(moderator.guard())}
  cast      ${cast
    .all()
    .map((sheet) => `${sheet.name} (${sheet.id})`)
    .join(", ")}
  data      ${config.dataDir}

  Next:
    npm run play         walk into the tavern square, here in the terminal
    npm run dev          the same relay with Rojo beside it, for Studio
    curl -s ${url}/v1/talk -H 'authorization: Bearer ${isDevelopment ? DEVELOPMENT_KEY : "<key>"}' \\
      -d '{"npc":"${first?.id ?? ""}","player":1,"text":"Hello there!"}'

  Ctrl-C ends it.

`;
}

const judges = (guard: ReturnType<Relay["context"]["moderator"]["guard"]>): string =>
  guard === undefined
    ? "the local tables alone; GUARD_MODEL sets a model beside them"
    : `the local tables, and ${guard.model} at ${guard.address} (fails ${guard.fails})${guard.problem === undefined ? "" : `: ${guard.problem}`}`;

const keysOf = ({ keys, operatorKeys }: Relay["context"]["config"]): string =>
  keys.length > 0
    ? `${keys.length} from RELAY_KEYS${operatorKeys.length === 0 ? "; without OPERATOR_KEYS there is none for operators" : ""}`
    : "none in RELAY_KEYS; make one with: npm run npc -- key create <universe>";

function inWords(found: Found | undefined): string {
  if (found === undefined) return "has not answered yet; /readyz says more when it has";
  if (found.problem !== undefined) return `NO NPC CAN BE ANSWERED: ${found.problem}`;
  const lacks = [
    found.tools === false ? "takes no tools, so NPCs speak and do not act" : "takes tools",
    found.streaming === false ? "does not stream, so the first words take longer" : "streams",
  ];
  return `${found.address} (${lacks.join("; ")})`;
}

const MINDS = {
  "letta-app-server": "letta-app-server (embedded Letta, hardened)",
  "letta-api": "letta-api",
  direct: "direct (no Letta: straight on the model)",
};
