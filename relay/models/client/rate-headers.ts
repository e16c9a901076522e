import type { IncomingHttpHeaders } from "node:http";

/** A full account that still answers is called less often, and not left alone: the headers of some are wrong. */
const LONGEST_SLOWDOWN_MS = 1_000;

/** How long the next call should wait after an answer that is well, in milliseconds. */
export function pauseIn(headers: IncomingHttpHeaders): number | undefined {
  const pause = pauseAfterRefusal(headers);
  return pause === undefined ? undefined : Math.min(pause, LONGEST_SLOWDOWN_MS);
}

/** `Retry-After` in seconds or as a date, else when the account's requests run full: https://platform.openai.com/docs/guides/rate-limits */
export function pauseAfterRefusal(headers: IncomingHttpHeaders): number | undefined {
  const exact = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const after = headers["retry-after"];
  if (after !== undefined) return Math.max(0, secondsOrDate(after)) || 0;
  for (const kind of ["requests", "tokens"])
    if (headers[`x-ratelimit-remaining-${kind}`] === "0")
      return durationMs(String(headers[`x-ratelimit-reset-${kind}`] ?? ""));
  return undefined;
}

const secondsOrDate = (after: string): number =>
  Number.isFinite(Number(after)) ? Number(after) * 1000 : durationMs(after) || Date.parse(after) - Date.now();

/** OpenAI writes `6m0s`, `1.2s` or `20ms`; others seconds. */
const durationMs = (text: string): number =>
  /^[\d.]+$/.test(text)
    ? Number(text) * 1000
    : [...text.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0),
        0,
      );

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
