import type { IncomingHttpHeaders } from "node:http";

/** A full account that still answers is called less often, and not left alone: the headers of some are wrong. */
const LONGEST_SLOWDOWN_MS = 500;

/** How long the next call should wait after an answer that is well, in milliseconds. */
export function pauseIn(headers: IncomingHttpHeaders): number | undefined {
  const pause = askedFor(headers) ?? untilReset(headers);
  return pause === undefined ? undefined : Math.min(pause, LONGEST_SLOWDOWN_MS);
}

/**
 * How long it should wait after a refusal, by its headers, else by its words. That the account is full says something of a
 * refusal for that alone: there are servers that always say so.
 */
export const pauseAfterRefusal = (status: number, headers: IncomingHttpHeaders, said: string): number | undefined =>
  askedFor(headers) ?? (IS_BUSY.has(status) ? (pauseSaidIn(said) ?? untilReset(headers)) : undefined);

const IS_BUSY = new Set([408, 425, 429, 498, 503, 529]);

/** `Retry-After` in seconds or as a date. */
function askedFor(headers: IncomingHttpHeaders): number | undefined {
  const exact = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const after = headers["retry-after"];
  return after === undefined ? undefined : msUntil(after);
}

/** When the account's requests run full: https://platform.openai.com/docs/guides/rate-limits */
function untilReset(headers: IncomingHttpHeaders): number | undefined {
  const resets: number[] = [];
  for (const name in headers) {
    if (!REMAINING.test(name) || Number(headers[name]) > 0) continue;
    const reset = headers[name.replace("remaining", "reset")];
    if (reset !== undefined) resets.push(msUntil(String(reset)));
  }
  return resets.length === 0 ? undefined : Math.max(...resets);
}

/** `x-ratelimit-remaining-tokens`, `anthropic-ratelimit-requests-remaining`, `x-rate-limit-remaining`. */
const REMAINING = /rate-?limit.*remaining/;

/** How long the next call should wait by the words of a refusal; undefined where they do not say it. */
export function pauseSaidIn(said: string): number | undefined {
  const [, field, inWords] = SAID.exec(said) ?? [];
  const duration = field ?? inWords;
  return duration === undefined ? undefined : msUntil(duration.trim());
}

/** `"retryDelay": "13s"`, `"retry_after": 2.5`; "Please try again in 6m0s", "Retry after 2 seconds". */
const SAID =
  /"(?:retry_?(?:after|delay|in)|estimated_time)"\s*:\s*"?([\d.]+(?:ms|[smh])?)|\b(?:try|retry)(?:ing)?(?: again| your request)? (?:in|after) (?:about )?((?:[\d.]+ ?(?:ms|s|m|h|milli\w*|sec\w*|min\w*|hours?)\b ?)+)/i;

/** In milliseconds, from a duration, a moment since 1970 in seconds or milliseconds, or a date. */
function msUntil(text: string): number {
  const number = Number(text);
  if (number > EPOCH_MS) return Math.max(0, number - Date.now());
  if (number > EPOCH_MS / 1000) return Math.max(0, number * 1000 - Date.now());
  if (Number.isFinite(number)) return Math.max(0, number * 1000);
  return durationMs(text) || Math.max(0, Date.parse(text) - Date.now()) || 0;
}

/** 2001: no duration is as long, and no moment to come as early. */
const EPOCH_MS = 1_000_000_000_000;

/** OpenAI writes `6m0s`, `1.2s` or `20ms`. */
const durationMs = (text: string): number =>
  /^[a-z]{3},/i.test(text) || /\d{4}-\d\d/.test(text)
    ? 0
    : [...text.matchAll(/([\d.]+) ?(ms|milli|s|m|h)/gi)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit?.toLowerCase() ?? ""] ?? 0),
        0,
      );

const UNITS: Record<string, number> = { ms: 1, milli: 1, s: 1_000, m: 60_000, h: 3_600_000 };
