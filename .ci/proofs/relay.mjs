// A relay as `npm start` has it, but one that plays the sheets of the folder SHEETS.
import { banner } from "../../relay/banner.ts";
import { readConfig } from "../../relay/config/config.ts";
import { startRelay } from "../../relay/start.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => stop.abort());
process.stdout.write(banner(await startRelay({ ...readConfig(), sheetsDir: process.env.SHEETS }, stop.signal)));
