import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/** JSON lines for machines, words for a terminal. No line holds what players or NPCs say, nor a key. */
export async function createLogger(level: string): Promise<Logger> {
  const options = { level, base: undefined };
  // Not line by line: what comes while one is written is written with the next. At its end the process writes what is left.
  if (!process.stdout.isTTY) return pino(options, pino.destination({ dest: process.stdout.fd, sync: false }));
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ ...IN_A_TERMINAL, sync: true }));
}

/** A line for each event, whatever it has to tell. */
export const IN_A_TERMINAL = { singleLine: true, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss" };
