import createInterop, { type LuauFunction } from "luau-web/src/lib/Luau.Web.Asyncify.js";
import { instantiateLuau } from "./luau-wasm.ts";

/** Compiles a chunk; the function that comes back runs it. Throws on a syntax error. */
export type LoadChunk = (source: string, chunkName: string) => LuauFunction;

/** An instance has one VM only. */
const VM = 1;

/**
 * Opens a Luau VM in a WebAssembly memory of its own, which goes when nothing refers to it any more.
 *
 * luau-web 1.4 is used below its own API (its src/index.js) for reasons that were measured with Node 24.21: that one
 * takes the build with JSPI where there is JSPI, and in that build `pcall` does not catch; a VM that is opened after
 * another was destroyed loses its functions; and all VMs share 17 MiB.
 */
export async function openLuau(): Promise<LoadChunk> {
  const transactionData: unknown[] = [];
  const states: unknown[] = [];
  states[VM] = {
    luaValueCache: new Map(),
    jsValueCache: new Map(),
    jsValueReverse: new Map(),
    transactionData,
    nextJSRef: -1,
    nextTXKey: 0,
  };
  const interop = await createInterop({
    LUA_VALUE: Symbol("LuaValue"),
    JS_VALUE: Symbol("JsValue"),
    JS_MUTABLE: Symbol("JsMutable"),
    securityTransmitList: new Map(),
    options: new Map([["LUA_IMPLICIT_ARRAYS_TO_JS_ARRAYS", true]]),
    states,
    instantiateWasm: instantiateLuau,
  });
  const pointer = await interop._makeLuaState(VM);

  const give = (value: string) => transactionData.push(value) - 1;
  const top = () => {
    const value = JSON.parse(String(transactionData[interop._getLuaValue(pointer, -1)])) as unknown;
    return interop.luauToJsValue(VM, pointer, value);
  };
  return (source, chunkName) => {
    const status = interop._luauLoad(pointer, give(source), give(chunkName));
    if (status !== 0) throw new Error(String(top()));
    return top() as LuauFunction;
  };
}
