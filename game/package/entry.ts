import type { PublicPart } from "./public-api.ts";

/** The entry's TypeScript: what its declarations are made of. */
export function entrySource(api: PublicPart[]): string {
  const lines = api.flatMap(({ file, values, types = [] }) => [
    ...(values.length > 0 ? [`export { ${values.join(", ")} } from "./${file}";`] : []),
    ...(types.length > 0 ? [`export type { ${types.join(", ")} } from "./${file}";`] : []),
  ]);
  return `${lines.join("\n")}\n`;
}

/**
 * The entry's Luau: it loads what its own side may have and no more. The shipped dialogue is loaded when it is started, so that
 * a dialogue of one's own needs no React. A part of the other side says whose it is.
 */
export function entryLuau(api: PublicPart[]): string {
  const [server, client] = ["server/", "client/"].map((side) => api.filter(({ file }) => file.startsWith(side)));
  return `local RunService = game:GetService("RunService")

-- Scripts of ReplicatedFirst run before the rest has come: https://create.roblox.com/docs/scripting/attributes#replication-order
if RunService:IsRunning() and RunService:IsClient() and not game:IsLoaded() then
	game.Loaded:Wait()
end

local TS = _G[script]
local exports: { [string]: any } = {}

local function load(names, ...)
	local part = TS.import(script, script, ...)
	for _, name in names do
		exports[name] = part[name]
	end
end

local function later(name, ...)
	local path = { ... }
	exports[name] = function(...)
		return TS.import(script, script, table.unpack(path))[name](...)
	end
end

local function refuse(side, names)
	for _, name in names do
		exports[name] = exports[name] or function()
			error(\`Townsfolk: {name} is for scripts of the {side}.\`, 2)
		end
	end
end

if RunService:IsServer() then
${loads(server)}
end
if RunService:IsClient() then
${loads(client)}
end
refuse("server", { ${names(server)} })
refuse("client", { ${names(client)} })

return exports
`;
}

const NEEDS_REACT = "client/start-dialogue";

function loads(parts: PublicPart[] = []): string {
  const lines = parts
    .filter(({ values }) => values.length > 0)
    .flatMap(({ file, values }) => {
      const path = quoted(file.split("/"));
      if (file === NEEDS_REACT) return values.map((name) => `\tlater("${name}", ${path})`);
      return [`\tload({ ${quoted(values)} }, ${path})`];
    });
  return lines.join("\n");
}

function names(parts: PublicPart[] = []): string {
  return quoted(parts.flatMap(({ values }) => values));
}

function quoted(words: string[]): string {
  return words.map((word) => `"${word}"`).join(", ");
}
