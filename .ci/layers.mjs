import { dirname, join, relative, resolve, sep } from "node:path";

/**
 * Who may import whom, type imports included: a room (a folder, or a file beside it) and the rooms that it may import. What
 * is not in the table is not allowed. The README's map is this table in words.
 */
export const LAYERS = {
  relay: {
    lib: [],
    observe: [],
    store: ["observe", "wire"],
    safety: ["lib"],
    speech: ["lib", "wire"],
    http: ["lib", "observe", "wire"],
    cast: ["lib", "observe", "store", "http", "wire"],
    memory: ["store", "http"],
    tools: ["safety", "store", "cast", "memory", "wire"],
    prompt: ["lib", "store", "cast", "wire"],
    models: ["lib", "observe", "store", "safety", "cast", "tools", "prompt", "wire"],
    minds: ["lib", "observe", "store", "cast", "tools", "prompt", "models"],
    limits: ["lib", "observe", "store", "http"],
    turns: [
      "lib",
      "observe",
      "store",
      "safety",
      "speech",
      "http",
      "cast",
      "memory",
      "tools",
      "prompt",
      "models",
      "minds",
      "limits",
      "wire",
    ],
    config: ["lib", "http", "models", "minds", "limits"],
    operator: [
      "lib",
      "observe",
      "store",
      "safety",
      "http",
      "cast",
      "memory",
      "tools",
      "models",
      "minds",
      "config",
      "wire",
    ],
    context: ["lib", "observe", "store", "safety", "cast", "models", "minds", "limits", "turns", "config"],
    routes: [
      "lib",
      "observe",
      "store",
      "safety",
      "speech",
      "http",
      "cast",
      "memory",
      "tools",
      "models",
      "minds",
      "limits",
      "turns",
      "operator",
      "context",
      "wire",
    ],
    app: ["observe", "http", "limits", "routes", "context", "wire"],
    start: ["lib", "observe", "store", "http", "models", "config", "operator", "app", "context"],
    banner: ["lib", "limits", "models", "minds", "config", "start"],
    main: ["config", "start", "banner"],
    townsfolk: ["operator", "main"],
  },
  "game/townsfolk": {
    wire: [],
    types: [],
    shared: ["wire"],
    client: ["shared", "wire"],
    server: ["shared", "wire"],
  },
};

/** Folders that may import anything of their own side: they only use what is built. */
const FREE = /^relay\/(test|bench|deploy)\/|^game\/(square|emulator|package|play|proofs|test)\//;
const WIRE = "game/townsfolk/wire/contract";

/** An ESLint rule that holds the table. `root`: the project's folder. */
export const layersRule = (root) => ({
  meta: { type: "problem", schema: [] },
  create(context) {
    const from = relative(root, context.filename).split(sep).join("/");
    const check = (node, source) => {
      const spec = source?.value;
      if (typeof spec !== "string" || !spec.startsWith(".")) return;
      const to = relative(root, resolve(dirname(context.filename), spec))
        .split(sep)
        .join("/");
      const problem = problemWith(from, to);
      if (problem !== undefined) context.report({ node, message: problem });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal),
    };
  },
});

function problemWith(from, to) {
  if (FREE.test(from)) return sideProblem(from, to);
  const [house, rooms] = Object.entries(LAYERS).find(([name]) => from.startsWith(`${name}/`)) ?? [];
  if (house === undefined) return undefined;
  const room = roomOf(from, house);
  const target =
    house === "relay" && to.replace(/\.ts$/, "") === WIRE
      ? "wire"
      : to.startsWith(`${house}/`)
        ? roomOf(to, house)
        : to;
  if (target === room || rooms[room]?.includes(target)) return undefined;
  return `${join(house, room)} may not import ${target}: the table of layers is in .ci/layers.mjs.`;
}

/** The game speaks with a relay by HTTP only; the relay's own tests and benchmarks know of the game the wire alone. */
function sideProblem(from, to) {
  if (from.startsWith("game/") && to.startsWith("relay/")) return "The game speaks with a relay by HTTP only.";
  if (from.startsWith("relay/") && to.startsWith("game/") && to.replace(/\.ts$/, "") !== WIRE)
    return "The relay imports one file of the game: the wire contract.";
  if (from.startsWith("game/emulator/") && to.startsWith("game/") && !to.startsWith("game/emulator/"))
    return "The emulator knows no game.";
  return undefined;
}

const roomOf = (path, house) =>
  path
    .slice(house.length + 1)
    .split("/")[0]
    .replace(/\.(ts|mjs)$/, "");
