import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { z } from "zod";

/** Values that a JSON schema allows, as Schemathesis makes them. `known` values stand in for a field of that name at times. */
export function valuesOf(schema: z.ZodType, known: Record<string, unknown[]>): fc.Arbitrary<unknown> {
  return fromSchema(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), known);
}

type JsonSchema = z.core.JSONSchema.BaseSchema | boolean;

function fromSchema(schema: JsonSchema, known: Record<string, unknown[]>): fc.Arbitrary<unknown> {
  if (typeof schema === "boolean") return strange;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((one) => fromSchema(one, known)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const { minimum: min = -1000, maximum: max = Number.MAX_SAFE_INTEGER } = schema;
  switch (schema.type) {
    case "string":
      if (schema.format === "uuid") return fc.uuid();
      return schema.pattern === undefined
        ? fc.string({ unit: "grapheme" })
        : fc.stringMatching(new RegExp(schema.pattern));
    case "integer":
      return fc.integer({ min: Math.max(min, Number.MIN_SAFE_INTEGER), max: Math.min(max, Number.MAX_SAFE_INTEGER) });
    case "number":
      return fc.double({ min, max });
    case "boolean":
      return fc.boolean();
    case "array":
      return fc.array(fromSchema(Array.isArray(schema.items) ? {} : (schema.items ?? {}), known), { maxLength: 4 });
    case "object": {
      const fields = Object.entries(schema.properties ?? {}).map(([name, one]): [string, fc.Arbitrary<unknown>] => {
        const own = known[name];
        return [name, own ? fc.oneof(fc.constantFrom(...own), fromSchema(one, known)) : fromSchema(one, known)];
      });
      return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
    }
    default:
      return strange;
  }
}

/** What no schema asks for. */
export const strange: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    0.5,
    1e21,
    1e308,
    -1e308,
    2 ** 53,
    -(2 ** 63),
    "",
    " ",
    "\u0000",
    "\ud83d",
    "a\u0007b",
    "🦊".repeat(301),
    "x".repeat(70_000),
    "__proto__",
    "1; DROP TABLE turns",
    "../../etc/passwd",
    [],
    {},
    [[[[[[[[[[]]]]]]]]]],
    { toString: 1, valueOf: 1, then: 1 },
  ),
);

/** A valid value with something wrong in it. */
export const broken = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(value, strange, fc.nat(), fc.constantFrom("replace", "remove", "add", "whole"))
    .map(([whole, odd, at, how]) => {
      if (typeof whole !== "object" || whole === null || how === "whole") return odd;
      const keys = Object.keys(whole);
      const key = keys[at % Math.max(1, keys.length)] ?? "x";
      if (how === "remove") return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== key));
      const name = how === "add" ? (STRANGE_KEYS[at % STRANGE_KEYS.length] ?? "x") : key;
      return { ...whole, [name]: odd };
    });

const STRANGE_KEYS = ["x", "constructor", "prototype", "toString", "__defineGetter__", "", "kind", "then", "length"];

/** A body of some kind, and what its sender says of it. */
export interface Body {
  bytes: Buffer;
  headers: [string, string][];
}

export const bodies = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Body> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.oneof(value, broken(value)).map((one) => json(JSON.stringify(one))) },
    { weight: 1, arbitrary: fc.constantFrom(...NO_JSON).map(json) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => json(Buffer.from(bytes))) },
    {
      weight: 1,
      arbitrary: fc.tuple(value, fc.constantFrom(...ENCODINGS)).map(([one, [encoding, pack]]): Body => ({
        bytes: pack(Buffer.from(JSON.stringify(one))),
        headers: [
          ["content-encoding", encoding],
          ["content-type", "application/json; charset=nonsense"],
        ],
      })),
    },
    { weight: 1, arbitrary: fc.constant<Body>({ bytes: Buffer.alloc(0), headers: [] }) },
  );

const json = (text: string | Buffer): Body => ({
  bytes: Buffer.from(text as string),
  headers: [["content-type", "application/json"]],
});

const NO_JSON = [
  "NaN",
  "Infinity",
  "undefined",
  "{",
  '{"a":1}{"b":2}',
  '{"__proto__":{"isOperator":true},"npc":"guard","player":1,"text":"hi"}',
  '{"constructor":{"prototype":{"isOperator":true}}}',
  '{"npc":"guard","npc":"innkeeper","player":1,"player":2,"text":"hi"}',
  '{"npc":"guard","player":1e400,"text":"hi"}',
  '{"npc":"guard","player":1.0000000000000000001,"text":"hi"}',
  "[".repeat(30_000),
  `${"[".repeat(20_000)}${"]".repeat(20_000)}`,
  `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`,
  '"\\ud800"',
  "\uFEFF{}",
  "\u0000",
  "null",
  "x".repeat(66_000),
];

const ENCODINGS: [string, (bytes: Buffer) => Buffer][] = [
  ["gzip", (bytes) => gzipSync(bytes)],
  ["gzip", (bytes) => gzipSync(Buffer.concat([bytes, Buffer.alloc(2_000_000, 32)]))],
  ["gzip", (bytes) => bytes],
  ["deflate", (bytes) => bytes],
  ["br", (bytes) => bytes],
  ["zstd", (bytes) => bytes],
  ["gzip, gzip", (bytes) => gzipSync(gzipSync(bytes))],
  ["nonsense", (bytes) => bytes],
];
