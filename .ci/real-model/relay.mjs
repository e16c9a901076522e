// A relay as `npm start` has it, but one that waits for a model on one slow core: what is checked beside a real model is its
// words, not its speed.
import { banner } from "../../relay/banner.ts";
import { readConfig } from "../../relay/config/config.ts";
import { startRelay } from "../../relay/start.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());

const deadlines = { silenceMs: 90_000, firstBeatMs: 100_000, wholeAnswerMs: 120_000 };
process.stdout.write(banner(await startRelay({ ...readConfig(), deadlines }, stop.signal)));
