import fc from "fast-check";
import { z } from "zod";
import { PATHS } from "../../game/townsfolk/wire/contract.ts";
import { OPERATOR_KEY, requests, UNIVERSE_KEY, WEBHOOK_SECRET } from "./fuzz/endpoints.ts";
import { asBytes, type RawRequest, type RawResponse, sendRaw } from "./fuzz/raw-http.ts";
import { openRelayProcess, type RelayProcess } from "./red-team/relay-process.ts";

type Schema = Parameters<typeof z.fromJSONSchema>[0];
interface Content {
  "application/json"?: { schema: Schema; example?: unknown; examples?: Record<string, { value: unknown }> };
}
interface Operation {
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: { Error: Schema } };
}

const GATEWAY_TOKEN = "gateway-token-of-the-document";

let relay: RelayProcess;
let document: Document;
beforeAll(async () => {
  const env = {
    MIND: "direct",
    GATEWAY_TOKEN,
    RELAY_KEYS: UNIVERSE_KEY,
    OPERATOR_KEYS: OPERATOR_KEY,
    ROBLOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
  };
  relay = await openRelayProcess({ ...env, LOG_LEVEL: "silent" });
  document = (await (await fetch(`${relay.url}/openapi.json`)).json()) as Document;
});
afterAll(() => relay.close());

test("the wire is described for whoever asks, with every path of the contract, and each example is of its schema", () => {
  expect(document.openapi).toBe("3.1.1");
  const paths = Object.keys(document.paths);
  for (const path of Object.values(PATHS)) expect(paths.some((one) => one.startsWith(path))).toBe(true);
  for (const { requestBody, responses } of Object.values(document.paths).flatMap((path) => Object.values(path)))
    for (const content of [requestBody?.content, ...Object.values(responses).map((response) => response.content)]) {
      const { schema, example, examples = {} } = content?.["application/json"] ?? {};
      const values = [
        ...(example === undefined ? [] : [example]),
        ...Object.values(examples).map(({ value }) => value),
      ];
      for (const value of values) expect(mistakesIn(schema, value)).toEqual([]);
    }
});

test("every answer's status and body are as the document says, whatever is asked", async () => {
  const seen = new Set<string>();
  const wrong: unknown[] = [];
  for (const one of fc.sample(requests, 600)) {
    const answer = await sendRaw(relay.url, asBytes(one));
    wrong.push(...(answer ? unsaid(one, answer) : ["no answer"]));
    seen.add(`${pathOf(one)} ${answer?.status}`);
  }
  expect(wrong).toEqual([]);
  expect([...seen].filter((each) => each.endsWith(" 200")).length).toBeGreaterThan(6);
});

test("what is there by another method is answered 405, with the methods that it takes", async () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === "npc" ? "guard" : "1"));
    const token = filled.startsWith("/llm") ? GATEWAY_TOKEN : OPERATOR_KEY;
    const answer = await fetch(`${relay.url}${filled}`, {
      method: "PROPFIND",
      headers: { authorization: `Bearer ${token}` },
    });
    const allowed = Object.keys(operations).flatMap((method) =>
      method === "get" ? ["GET", "HEAD"] : [method.toUpperCase()],
    );
    expect([path, answer.status, answer.headers.get("allow")]).toEqual([path, 405, allowed.join(", ")]);
  }
  const get = await fetch(`${relay.url}/v1/talk`, { headers: { authorization: `Bearer ${UNIVERSE_KEY}` } });
  expect(await get.json()).toEqual({
    error: { code: "unknown_route", message: "/v1/talk takes POST, not GET." },
  });
});

/** What of an answer the document does not say. */
function unsaid(one: RawRequest, { status, body }: RawResponse): unknown[] {
  const what = [one.method, one.target, String(one.body).slice(0, 300), status, body.slice(0, 300)];
  // What Node itself refuses, or answers without a body, is no matter of an endpoint's.
  if (["HEAD", "OPTIONS"].includes(one.method) || body === "" || [408, 417, 431].includes(status)) return [];
  const operation = operationOf(one);
  // A path that is none, and a method that none takes, are refused in the same shape.
  const isAnywhere = [400, 401, 404, 405, 413, 429].includes(status);
  const response = operation?.responses[String(status)];
  if (response === undefined && (operation !== undefined ? ![404, 405].includes(status) : !isAnywhere))
    return [what, "is no status of the document"];
  const isError = status >= 400 && pathOf(one) !== "/readyz";
  const schema = isError ? document.components.schemas.Error : response?.content?.["application/json"]?.schema;
  const mistakes = schema === undefined ? [] : mistakesIn(schema, JSON.parse(body));
  return mistakes.length === 0 ? [] : [what, ...mistakes];
}

const pathOf = ({ target }: RawRequest): string => target.split("?")[0] ?? "";

function operationOf(one: RawRequest): Operation | undefined {
  const entry = Object.entries(document.paths).find(([path]) =>
    new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}/?$`, "i").test(pathOf(one)),
  );
  return entry?.[1][one.method.toLowerCase()];
}

function mistakesIn(schema: Schema | undefined, value: unknown): unknown[] {
  if (schema === undefined) return ["no schema"];
  const known = typeof schema === "object" && "$ref" in schema ? document.components.schemas.Error : schema;
  return z.fromJSONSchema(known).safeParse(value).error?.issues ?? [];
}
