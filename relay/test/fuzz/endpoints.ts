import { createHmac } from "node:crypto";
import fc from "fast-check";
import { chatRequest } from "../../models/chat.ts";
import { message, talkRequest } from "../../routes/shapes.ts";
import type { RawRequest } from "./raw-http.ts";
import { bodies, type Body, strange, valuesOf } from "./values.ts";

export const UNIVERSE_KEY = "universe-key-of-the-fuzz";
export const OPERATOR_KEY = "operator-key-of-the-fuzz";
export const WEBHOOK_SECRET = "webhook-secret-of-the-fuzz";

/** One endpoint of `relay/app.ts`: parts of a path that begin with `:` are made up, and so is a body that it takes. */
interface Endpoint {
  path: string;
  methods: string[];
  query?: Record<string, fc.Arbitrary<string>>;
  body?: fc.Arbitrary<unknown>;
}

const known = {
  npc: ["guard", "innkeeper", "merchant"],
  player: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  text: ["Hello", "Bread, please", "bye", "My name is Ada"],
  model: ["guard", "innkeeper"],
  server: ["fuzz-1", "fuzz-2"],
};
const words = (...list: string[]) => fc.oneof(fc.constantFrom(...list), fc.string({ maxLength: 40 }));
const numbers = words("0", "1", "-1", "20", "1e3", "0x10", "NaN", "Infinity", "99999999999999999999", "1.5", "");
const text = fc.string({ unit: "grapheme", maxLength: 400 });

const ENDPOINTS: Endpoint[] = [
  { path: "/healthz", methods: ["GET"] },
  { path: "/readyz", methods: ["GET"] },
  { path: "/metrics", methods: ["GET"] },
  { path: "/llm/v1/models", methods: ["GET"] },
  { path: "/llm/v1/chat/completions", methods: ["POST"], body: valuesOf(chatRequest, known) },
  {
    path: "/webhooks/roblox",
    methods: ["POST"],
    body: fc.record({
      NotificationId: fc.uuid(),
      EventType: words("RightToErasureRequest", "SampleNotification"),
      EventPayload: fc.record({ UserId: fc.oneof(fc.nat(), strange) }),
    }),
  },
  { path: "/v1/npcs", methods: ["GET"] },
  {
    path: "/v1/messages",
    methods: ["POST"],
    body: fc.record({
      server: fc.constantFrom(...known.server),
      messages: fc.array(fc.oneof(valuesOf(message, known), strange), { minLength: 1, maxLength: 8 }),
    }),
  },
  {
    path: "/v1/events",
    methods: ["GET"],
    query: {
      server: fc.oneof(words(...known.server), fc.stringMatching(/^[\w-]{1,9}$/)),
      after: numbers,
      wait: words("0", "-1", "21", "x", "0.01"),
    },
  },
  { path: "/v1/talk", methods: ["POST"], body: valuesOf(talkRequest, known) },
  { path: "/v1/npcs/:npc/memory", methods: ["GET", "PATCH"], body: fc.record({ persona: text, world: text }) },
  {
    path: "/v1/npcs/:npc/players/:player/memory",
    methods: ["GET", "PATCH"],
    body: fc.record({ human: text }),
  },
  {
    path: "/v1/npcs/:npc/players/:player/turns",
    methods: ["GET"],
    query: { before: words("1_00000000-0000-4000-8000-000000000000"), limit: numbers },
  },
  { path: "/v1/players/:player", methods: ["DELETE"] },
  { path: "/v1/admin/npcs", methods: ["GET"] },
  { path: "/v1/admin/npcs/:npc", methods: ["GET"] },
  { path: "/v1/admin/town", methods: ["GET", "POST"], query: { merge: words("0", "1") }, body: fc.array(strange) },
  {
    path: "/v1/admin/clean",
    methods: ["GET", "POST"],
    query: { idle: numbers, orphans: words("0", "1") },
    body: fc.record({ before: words("2026-01-01T00:00:00Z", "1"), orphans: fc.boolean() }),
  },
  { path: "/v1/admin/keys", methods: ["GET", "POST"], body: fc.record({ universe: words("u1", "u2") }) },
  { path: "/v1/admin/keys/:id", methods: ["DELETE"] },
  { path: "/v1/:nowhere", methods: ["GET"] },
];

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"];

/** Well-formed requests with any content, to any endpoint: with and without keys, of each kind. */
export const requests: fc.Arbitrary<RawRequest> = fc.constantFrom(...ENDPOINTS).chain((endpoint) =>
  fc
    .record({
      method: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...endpoint.methods) },
        { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
      ),
      path: pathOf(endpoint),
      query: queries(endpoint),
      key: fc.oneof({ weight: 4, arbitrary: fc.constant(bearer(OPERATOR_KEY)) }, fc.constantFrom(...CREDENTIALS)),
      body: bodies(endpoint.body ?? strange),
      more: fc.array(fc.constantFrom(...HEADERS), { maxLength: 3 }),
      isChunked: fc.boolean(),
      isSigned: fc.boolean(),
    })
    .map(({ method, path, query, key, body, more, isChunked, isSigned }) => ({
      method,
      target: `${path}${queryOf(query)}`,
      headers: [
        ["Host", "relay"],
        ["Connection", "close"],
        ...key,
        ...body.headers,
        ...more,
        ...(isSigned ? [signed(body)] : []),
        isChunked ? ["Transfer-Encoding", "chunked"] : ["Content-Length", String(body.bytes.length)],
      ] as [string, string][],
      body: isChunked ? inChunks(body.bytes) : body.bytes,
    })),
);

const queries = ({ query }: Endpoint): fc.Arbitrary<Record<string, string | undefined>> =>
  fc.oneof(
    // Without a word a poll waits longer than a test has patience.
    fc.record(query ?? {}, { requiredKeys: query && "wait" in query ? ["wait"] : [] }),
    fc.dictionary(words("a", "__proto__"), text),
  );

const bearer = (key: string): [string, string][] => [["Authorization", `Bearer ${key}`]];
const CREDENTIALS: [string, string][][] = [
  bearer(UNIVERSE_KEY),
  bearer("wrong"),
  bearer(`tf_0123abcd_${"x".repeat(32)}`),
  bearer(""),
  [],
  [["authorization", "Basic ZGV2OmRldg=="]],
  [...bearer(UNIVERSE_KEY), ...bearer(OPERATOR_KEY)],
  bearer("\xff\xfe"),
];

const HEADERS: [string, string][] = [
  ["x-universe", "u1"],
  ["x-universe", "../.."],
  ["x-universe", "u".repeat(500)],
  ["x-request-id", "a b\tc"],
  ["x-request-id", "fuzz-1"],
  ["if-match", "*"],
  ["if-match", '"0.0"'],
  ["if-match", "NaN"],
  ["if-match", '"'],
  ["content-type", "multipart/form-data"],
  ["content-type", "text/plain; charset=utf-16"],
  ["content-type", "\x80"],
  ["accept-encoding", "nonsense"],
  ["cookie", "a=b; ".repeat(100)],
  ["x-forwarded-for", "1.1.1.1, ::1, nonsense"],
  ["x-http-method-override", "DELETE"],
  ["expect", "100-continue"],
  ["range", "bytes=0-999999999"],
  ["upgrade", "websocket"],
  ["roblox-signature", "t=1,v1=AAAA"],
  ["roblox-signature", "t=999999999999999,v1="],
];

const signed = ({ bytes }: Body): [string, string] => {
  const time = Math.floor(Date.now() / 1000);
  const mac = createHmac("sha256", WEBHOOK_SECRET).update(`${time}.`).update(bytes).digest("base64");
  return ["roblox-signature", `t=${time},v1=${mac}`];
};

function pathOf({ path }: Endpoint): fc.Arbitrary<string> {
  const parts = path.split("/").map((part) => (part.startsWith(":") ? segment : fc.constant(part)));
  return fc.tuple(...parts).map((all) => all.join("/"));
}

const segment: fc.Arbitrary<string> = fc.oneof(
  fc.nat().map(String),
  { weight: 3, arbitrary: fc.constantFrom("guard", "innkeeper", "1", "2", "7") },
  { weight: 2, arbitrary: fc.string({ unit: "grapheme" }).map((value) => percent(value)) },
  fc.constantFrom(
    "%",
    "%E0%A4%A",
    "%00",
    "%2e%2e%2f",
    "..",
    "__proto__",
    "constructor",
    "1e3",
    "0x1",
    "-5",
    "9".repeat(400),
  ),
);

const percent = (value: string): string => encodeURIComponent(value.toWellFormed());

function queryOf(query: Record<string, string | undefined>): string {
  const parts = Object.entries(query).map(([name, value = ""]) => `${percent(name)}=${percent(value)}`);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

function inChunks(bytes: Buffer): Buffer {
  const middle = Math.floor(bytes.length / 2);
  const chunks = [bytes.subarray(0, middle), bytes.subarray(middle)].filter((chunk) => chunk.length > 0);
  const framed = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...framed, Buffer.from("0\r\n\r\n")]);
}

/** Bytes that are no HTTP, or that say two things at once. */
export const malformed: fc.Arbitrary<Buffer> = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 400 }).map((bytes) => Buffer.concat([Buffer.from(bytes), END])),
  fc.constantFrom(...MALFORMED()).map((lines) => Buffer.concat([Buffer.from(lines, "latin1"), END])),
  fc.tuple(requests, fc.nat(), fc.nat(255)).map(([request, at, byte]) => {
    const whole = Buffer.concat([Buffer.from(`${request.method} ${request.target} HTTP/1.1\r\n`), request.body, END]);
    whole[at % whole.length] = byte;
    return whole;
  }),
);

const END = Buffer.from("\r\n\r\n");

function MALFORMED(): string[] {
  const talk = (headers: string, body: string): string =>
    `POST /v1/talk HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${UNIVERSE_KEY}\r\n${headers}\r\n\r\n${body}`;
  return [
    talk("Content-Length: 5\r\nContent-Length: 6", "{}"),
    talk("Content-Length: 5\r\nTransfer-Encoding: chunked", "0"),
    talk("Content-Length: -1", "{}"),
    talk("Content-Length: 99999999999999999999", "{}"),
    talk("Content-Length: 0x10", "{}"),
    talk("Transfer-Encoding: chunked", "ZZ\r\n{}\r\n0"),
    talk("Transfer-Encoding: chunked", "fffffffffffffffff\r\n{}"),
    talk("Transfer-Encoding: gzip, chunked", "0"),
    talk("Transfer-Encoding: identity", "{}"),
    talk("Content-Length: 2\r\nExpect: nonsense", "{}"),
    talk("Content-Length: 1\r\nConnection: close", '{"npc":"guard"}'),
    `GET /v1/npcs HTTP/1.1\r\nAuthorization: Bearer ${UNIVERSE_KEY}`,
    `GET /v1/npcs HTTP/1.1\r\nHost: x\r\nHost: y\r\nAuthorization: Bearer ${UNIVERSE_KEY}`,
    `GET /v1/npcs HTTP/9.9\r\nHost: x`,
    `GET /v1/npcs HTTP/1.0\r\nConnection: close`,
    `GET\t/v1/npcs\tHTTP/1.1\r\nHost: x`,
    `GET http://elsewhere/v1/npcs HTTP/1.1\r\nHost: x\r\nConnection: close`,
    `GET //v1//npcs HTTP/1.1\r\nHost: x\r\nConnection: close`,
    `GET * HTTP/1.1\r\nHost: x\r\nConnection: close`,
    `CONNECT relay:443 HTTP/1.1\r\nHost: x`,
    `PRI * HTTP/2.0`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${"x".repeat(20_000)}: y`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${"a: b\r\n".repeat(3_000)}c: d`,
    `GET /healthz?${"x".repeat(40_000)} HTTP/1.1\r\nHost: x\r\nConnection: close`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nBad Header: y`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x00b`,
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\x7fb`,
    `GET /healthz HTTP/1.1\nHost: x\nConnection: close`,
    "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  ];
}
