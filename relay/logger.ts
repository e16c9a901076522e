import { type Logger, pino } from "pino";
import pretty from "pino-pretty";

export type { Logger } from "pino";

/** JSON lines for machines, words for a terminal. No line holds what players or NPCs say, nor a key. */
export function createLogger(level: string): Logger {
  const name = { level, base: undefined };
  if (!process.stdout.isTTY) return pino(name);
  return pino(name, pretty({ sync: true, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss" }));
}
