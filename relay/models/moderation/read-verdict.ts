import { parsedJson } from "../../lib/json.ts";
import { type Opinion, opinionOf } from "./opinion.ts";

/**
 * Reads what a guard wrote: `safe`, `unsafe` with codes behind it or on the next lines, or JSON with a verdict in it, in
 * whatever letters and with whatever words around. Undefined where it is no verdict, or both.
 */
export function readVerdict(written: string): Opinion | undefined {
  const text = withoutThoughts(written).slice(0, LONGEST).toLowerCase();
  const object = parsedJson(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  if (typeof object === "object" && object !== null) return fromObject(new Map(Object.entries(object)));
  const isUnsafe = verdictIn(text);
  if (isUnsafe === undefined) return undefined;
  return isUnsafe ? unsafeFor(text) : "passed";
}

/** In characters; a verdict is a word. */
const LONGEST = 8_000;

/** A model that thinks aloud does so before, and one that is cut in a thought has no verdict. */
function withoutThoughts(text: string): string {
  const end = text.lastIndexOf("</think>");
  if (end >= 0) return text.slice(end + "</think>".length);
  return text.includes("<think>") ? "" : text;
}

/** A line that is nothing but a verdict counts for more than one in a sentence: the first line, else the last such one. */
function verdictIn(text: string): boolean | undefined {
  const lines = text.split("\n").map((line) => line.replace(/[^\p{L}\p{N}]+/gu, " ").trim());
  const verdicts = lines.filter((line) => line !== "").map((line) => VERDICT_LINE.exec(line)?.[1]);
  const alone = verdicts[0] ?? verdicts.filter((verdict) => verdict !== undefined).at(-1);
  if (alone !== undefined) return !["safe", "no", "0"].includes(alone);
  const plain = lines.join(" ");
  const isUnsafe = /\b(?:not|isn t|never) (?:\w+ )?safe\b|\bunsafe\b/.test(
    plain.replace(/\b(?:not|no|nothing|isn t) unsafe\b/g, ""),
  );
  const isSafe = /\b(?:is|are|as|verdict|deemed|seems|it s) (?:\w+ )?safe\b/.test(
    plain.replace(/\b(?:not|isn t) (?:\w+ )?safe\b/g, ""),
  );
  return isUnsafe === isSafe ? undefined : isUnsafe;
}

const VERDICT_LINE =
  /^(?:(?:user |response |content |final )?(?:safety|verdict|answer|label|rating|assessment|result|violation) )?(?:is )?(safe|unsafe|controversial|yes|no|0|1)(?: s\d+)*$/;

/** The codes right behind the verdict, else those anywhere, else what is named in words. */
function unsafeFor(text: string): Opinion {
  const [behind = ""] = /unsafe\W+(?:categor\w+\W+)?(?:s\d{1,2}\b\W*)+/.exec(text) ?? [];
  const codes = (behind || text).match(/\bs\d{1,2}\b/g) ?? [];
  if (codes.length > 0) return opinionOf(codes, "refused");
  const named = /\bcategor(?:y|ies)\W*([^\n]+)/.exec(text)?.[1] ?? text.split(/\bunsafe\b/).at(-1) ?? "";
  const names = named.split(/[,;\n]/).filter((name) => /\p{L}/u.test(name));
  return names.length > 0 ? opinionOf(names, "refused") : "refused";
}

/** A policy may have asked for `{"violation": 1, "policy_category": "S4"}` or `{"safe": false, "categories": ["S1"]}`. */
function fromObject(said: Map<string, unknown>): Opinion | undefined {
  for (const [key, value] of said) {
    const isYes = truthOf(value);
    if (isYes === undefined) continue;
    if (/^(?:violation|violates|violating|flagged|unsafe|is_unsafe)$/.test(key)) return isYes ? of(said) : "passed";
    if (/^(?:safe|is_safe)$/.test(key)) return isYes ? "passed" : of(said);
  }
  for (const value of said.values()) {
    const isUnsafe = typeof value === "string" && value.length < 40 ? verdictIn(value) : undefined;
    if (isUnsafe !== undefined) return isUnsafe ? of(said) : "passed";
  }
  return undefined;
}

function of(said: Map<string, unknown>): Opinion {
  const named = [...said].filter(([key]) => /categor|polic|rule|code|hazard/.test(key)).map(([, value]) => value);
  const names = named
    .flat()
    .flatMap((name) => (typeof name === "string" ? name.split(/[,;]/) : []))
    .map((name) => /\bs\d{1,2}\b/.exec(name)?.[0] ?? name)
    .filter((name) => /\p{L}/u.test(name));
  return names.length > 0 ? opinionOf(names, "refused") : "refused";
}

function truthOf(value: unknown): boolean | undefined {
  if (value === true || value === 1 || value === "1" || value === "true" || value === "yes") return true;
  if (value === false || value === 0 || value === "0" || value === "false" || value === "no") return false;
  return undefined;
}
