import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import type { LuauFunction } from "luau-web/src/lib/Luau.Web.Asyncify.js";
import { type LoadChunk, openLuau } from "./luau-web.ts";

const KERNEL = new URL("../kernel/", import.meta.url);

/**
 * The kernel (see kernel/engine/host-api.luau) in a Luau state of its own.
 *
 * Only strings cross the border, and only from here to there: a table that crosses is never freed by luau-web, and a Luau
 * thread that calls JavaScript stops the whole state until it is answered. Nor can Luau be interrupted: a script's endless
 * loop blocks Node for ever, so CI runs jest under a time limit.
 */
export interface Kernel {
  /** Calls a function of the host API; rejects with the Luau error's message. */
  call(name: string, ...given: unknown[]): Promise<unknown>;
  /** Compiles a script. `path` is what error messages call it. */
  addScript(reference: string, path: string, source: string): Promise<void>;
}

export async function openKernel(): Promise<Kernel> {
  const load = await openLuau();
  const api = await loadHostApi(load);
  let lastCall: Promise<unknown> = Promise.resolve();
  return {
    async call(name, ...given) {
      // One at a time: luau-web warns about more, and has them wait anyway.
      const calling = lastCall.then(() => api.call(name, JSON.stringify(given)));
      lastCall = calling.catch(() => {});
      const [json] = (await calling) as [string];
      const answer = JSON.parse(json) as { ok: boolean; result?: unknown; problem?: string };
      if (!answer.ok) throw new Error(answer.problem);
      return answer.result;
    },
    async addScript(reference, path, source) {
      // Every context needs a function of its own, since each has its own environment. Line numbers stay as they are.
      const wrapped = `return function() return function(...) ${source}\nend end`;
      const [compiled] = (await load(wrapped, `=${path}`)()) as [LuauFunction];
      await api.source(reference, compiled);
    },
  };
}

const REQUIRE = `
local chunks, loaded = {}, {}
local function require(path)
	local name = string.match(path, "([%w-]+)$")
	if loaded[name] == nil then loaded[name] = chunks[name](require) end
	return loaded[name]
end
return function(name, chunk) chunks[name] = chunk end, function() local api = require("host-api") return api.call, api.source end
`;

async function loadHostApi(load: LoadChunk): Promise<{ call: LuauFunction; source: LuauFunction }> {
  const [add, open] = (await load(REQUIRE, "=require")()) as [LuauFunction, LuauFunction];
  for (const file of readdirSync(KERNEL, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".luau"),
  )) {
    const source = readFileSync(new URL(file.replaceAll("\\", "/"), KERNEL), "utf8");
    const wrapped = `return function(require) ${source}\nend`;
    const [chunk] = (await load(wrapped, `=kernel/${file}`)()) as [LuauFunction];
    await add(basename(file, ".luau"), chunk);
  }
  const [call, source] = (await open()) as [LuauFunction, LuauFunction];
  return { call, source };
}
