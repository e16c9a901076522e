import "./after-gc.mjs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

const EVERY_MS = 4_000;

// In the relay, before everything else: collects all garbage again and again, so that it says what is left. What V8 leaves lying
// because it has room is no growth, and hides one.
if (isMainThread) {
  setFlagsFromString("--expose-gc");
  setInterval(runInNewContext("gc"), EVERY_MS).unref();
}
