/** What is used of luau-web's inner module, which its own types do not describe. */
declare module "luau-web/src/lib/Luau.Web.Asyncify.js" {
  export type LuauFunction = (...given: unknown[]) => Promise<unknown[]>;

  interface InteropOptions {
    LUA_VALUE: symbol;
    JS_VALUE: symbol;
    JS_MUTABLE: symbol;
    securityTransmitList: Map<unknown, boolean>;
    options: Map<string, boolean>;
    /** By number, counted from 1. */
    states: unknown[];
    /** Emscripten's hook for making the WebAssembly instance. */
    instantiateWasm(imports: unknown, receive: (instance: unknown, module: unknown) => void): void;
  }

  interface Interop {
    _makeLuaState(state: number): Promise<number>;
    /** Source and name are given as places in the state's `transactionData`. 0 means that it has compiled. */
    _luauLoad(pointer: number, source: number, chunkName: number): number;
    _getLuaValue(pointer: number, stackIndex: number): number;
    luauToJsValue(state: number, pointer: number, value: unknown): unknown;
  }

  function createInterop(options: InteropOptions): Promise<Interop>;
  export { createInterop as default };
}
