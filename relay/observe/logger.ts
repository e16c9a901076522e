import { type Logger, pino } from "pino";

export type { Logger } from "pino";

/** JSON lines for machines, words for a terminal. No line holds what players or NPCs say, nor a key. */
export async function createLogger(level: string): Promise<Logger> {
  const options = { level, base: undefined };
  if (!process.stdout.isTTY) return pino(options, pino.destination({ dest: process.stdout.fd, ...MANY_AT_ONCE }));
  const { default: pretty } = await import("pino-pretty");
  return pino(options, pretty({ ...IN_A_TERMINAL, sync: true }));
}

/** To write a line takes longer than to make it. At its end the process writes what is left. Bytes and milliseconds. */
const MANY_AT_ONCE = { sync: false, minLength: 4_096, periodicFlush: 100 };

/** A line for each event, whatever it has to tell. */
export const IN_A_TERMINAL = { singleLine: true, ignore: "pid,hostname", translateTime: "SYS:HH:MM:ss" };
