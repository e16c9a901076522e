import { constants, PerformanceObserver } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

// In the relay, before everything else: says what is left of the heap after each full collection.
const say = ({ detail }) => {
  if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR)
    process.stdout.write(`\nleft after a full collection: ${process.memoryUsage().heapUsed} bytes\n`);
};
if (isMainThread) new PerformanceObserver((list) => list.getEntries().forEach(say)).observe({ entryTypes: ["gc"] });
