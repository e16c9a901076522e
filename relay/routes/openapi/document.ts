import { z } from "zod";
import type { ErrorCode } from "../../../game/townsfolk/wire/contract.ts";
import { STATUS } from "../../http/errors.ts";
import { without } from "../../lib/without.ts";
import { npcPlayerPath } from "../paths.ts";
import { type Endpoint, ENDPOINTS, type KeyKind } from "./endpoints.ts";
import { errorReply } from "./replies.ts";

/** The wire as https://spec.openapis.org/oas/v3.1.1 describes one, from the schemas that check it. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const endpoint of ENDPOINTS) (paths[endpoint.path] ??= {})[endpoint.method] = operation(endpoint);
  return {
    openapi: "3.1.1",
    info: { title: "Townsfolk", version: "1", description: "NPCs that players of Roblox games can talk to." },
    paths,
    components: { securitySchemes: SCHEMES, schemas: { Error: schemaOf(errorReply, "output") } },
  };
}

function operation(endpoint: Endpoint): Record<string, unknown> {
  const { summary, key, body, example, status = 200, reply, type } = endpoint;
  const content = reply ? json(schemaOf(reply, "output")) : type && { [type]: {} };
  const parameters = parametersOf(endpoint);
  return {
    summary,
    security: key === "nobody" ? [] : [{ [key]: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, "input"), example) } }),
    responses: { [status]: { description: summary, ...(content && { content }) }, ...refusals(endpoint) },
  };
}

/** By status, each with its codes and an example. */
function refusals({ key, errors = [], path, reply }: Endpoint): Record<string, unknown> {
  const codes = new Set<ErrorCode>([...errors, ...ALWAYS, ...(key === "nobody" ? [] : BEHIND_A_KEY)]);
  const byStatus: Record<string, unknown> = {};
  for (const status of new Set([...codes].map((code) => STATUS[code]))) {
    const own = [...codes].filter((code) => STATUS[code] === status);
    const examples = Object.fromEntries(
      own.map((code) => [code, { value: { error: { code, message: EXAMPLES[code] } } }]),
    );
    byStatus[status] = {
      description: own.join(", "),
      content: json({ $ref: "#/components/schemas/Error" }, undefined, examples),
    };
  }
  if (path === "/readyz" && reply) byStatus[503] = { description: "Not yet", content: json(schemaOf(reply, "output")) };
  return byStatus;
}

const ALWAYS: ErrorCode[] = ["internal"];
/** Every one of them reads a body where there is one, and needs the store for the key. */
const BEHIND_A_KEY: ErrorCode[] = [
  "unauthorized",
  "bad_request",
  "bad_json",
  "body_too_large",
  "rate_limited",
  "not_ready",
];

function parametersOf({ path, query, isVersioned }: Endpoint): object[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: name in npcPlayerPath.shape ? schemaOf(npcPlayerPath.shape[name as "npc"], "output") : { type: "string" },
  }));
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, shape]) => ({
    name,
    in: "query",
    required: !z.safeParse(shape as z.ZodType, undefined).success,
    schema: schemaOf(shape as z.ZodType, "output"),
  }));
  const version = {
    name: "if-match",
    in: "header",
    required: false,
    schema: { type: "string" },
    description: "Only where the version is still this one",
  };
  return [...inPath, ...inQuery, ...(isVersioned ? [version] : [])];
}

const json = (schema: object, example?: unknown, examples?: object): object => ({
  "application/json": { schema, ...(example !== undefined && { example }), ...(examples && { examples }) },
});

/** Refinements that JSON Schema cannot say are left out, so that a document promises less than is checked and never more. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): object {
  return without(z.toJSONSchema(schema, { io, unrepresentable: "any" }), "$schema");
}

const bearer = (description: string): object => ({ type: "http", scheme: "bearer", description });
const SCHEMES: Record<Exclude<KeyKind, "nobody">, object> = {
  game: bearer("A key of a universe, from RELAY_KEYS or `key create`; an operator's opens it too"),
  operator: bearer("One of OPERATOR_KEYS"),
  metrics: bearer("METRICS_KEY or an operator's key"),
  gateway: bearer("GATEWAY_TOKEN"),
  signature: { type: "apiKey", in: "header", name: "roblox-signature", description: "By ROBLOX_WEBHOOK_SECRET" },
};

const EXAMPLES: Record<ErrorCode, string> = {
  bad_request: "text: is missing",
  bad_json: "The body is not valid JSON.",
  body_too_large: "The body is over the limit.",
  unauthorized: "This is not a key of this relay.",
  unknown_route: "There is no GET /v1/nothing here.",
  unknown_npc: 'There is no NPC "smith"; there are guard, innkeeper.',
  unknown_turn: "There is no such turn.",
  unknown_act: "There is no such act.",
  unknown_acts: "The acts of this hash are not known: PUT them, then send the same again.",
  unknown_cursor: "There is no such cursor.",
  turn_conflict: "This turn was sent before with other words.",
  rate_limited: "Too much from one player within a minute.",
  unknown_block: 'There is no block "mood" here; there is human.',
  over_limit: "human: has 2001 characters; its limit is 2000",
  stale_version: 'The memory is at version 3, not "2". Read it again.',
  mind_unavailable: "The mind cannot be reached just now.",
  not_ready: "The store cannot be written just now.",
  internal: "Something went wrong on our side.",
};
