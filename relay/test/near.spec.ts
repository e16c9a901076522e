import { configFrom } from "../config/config.ts";
import { isLoopback } from "../lib/near.ts";
import { isFree } from "../models/client/open-provider.ts";
import { priceOf, usdFor } from "../models/client/prices.ts";

const MILLION = { input: 1_000_000, cached: 0, output: 1_000_000 };

const costAt = (OPENAI_BASE_URL: string): number =>
  usdFor(priceOf("llama3.2", isFree(configFrom({ OPENAI_BASE_URL }).provider)), MILLION);

test.each([
  "http://127.0.0.1:11434/v1",
  "http://[::1]:11434/v1",
  "http://192.168.1.20:11434/v1",
  "http://10.0.0.7:8000/v1",
  "http://172.20.0.3:8000/v1",
  "http://[fd12:3456:789a::1]:8000/v1",
  "http://ollama:11434/v1",
  "http://gaming-pc.local:1234/v1",
  "http://host.docker.internal:11434/v1",
  "http://nas.home.arpa:11434/v1",
])("the tokens of a model at %s cost nothing", (address) => {
  expect(costAt(address)).toBe(0);
});

test.each([
  "https://api.together.example/v1",
  "http://172.32.0.1:8000/v1",
  "http://100.101.102.103:11434/v1",
  "http://169.254.10.20:8000/v1",
  "https://localhost.example/v1",
  "https://[2606:4700::1111]/v1",
])("those of open weights, at %s, are paid", (address) => {
  expect(costAt(address)).toBe(13.5);
});

test.each([
  ["gpt-4o", 12.5],
  ["openai/gpt-4o-mini-2024-07-18", 0.75],
  ["anthropic/claude-opus-4.1", 90],
  ["us.anthropic.claude-opus-4-20250514-v1:0", 90],
  ["claude-3-5-sonnet-latest", 18],
  ["gpt-4-turbo-2024-04-09", 40],
  ["o1", 75],
])("%s costs what it costs at its maker, also through a gateway of our own", (model, usd) => {
  for (const OPENAI_BASE_URL of ["http://litellm:4000/v1", "http://10.0.0.7:4000", "https://models.example/v1"])
    expect(usdFor(priceOf(model, isFree(configFrom({ OPENAI_BASE_URL }).provider)), MILLION)).toBe(usd);
});

test.each(["gpt-4", "gpt-4-turbo", "o1", "claude-opus-4-1", "gpt-4o"])(
  "no model nobody priced is cheaper than %s",
  (model) => {
    for (const usage of [
      { ...MILLION, output: 0 },
      { ...MILLION, input: 0 },
      { ...MILLION, cached: 1_000_000 },
    ])
      expect(usdFor(priceOf("mystery-9", false), usage)).toBeGreaterThanOrEqual(usdFor(priceOf(model, false), usage));
  },
);

test.each(["constructor", "toString", "llama3.2:3b", "registry.example/library/gpt-4o-like"])(
  "a model of one's own called %s is free",
  (model) => expect(priceOf(model, true)).toEqual({ input: 0, cached: 0, output: 0 }),
);

test("only this machine's own addresses are loopback", () => {
  expect(["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "relay.localhost"].filter(isLoopback)).toHaveLength(6);
  expect(["127.999.1.1", "1270.0.0.1", "0.0.0.0", "::", "localhost.example", "10.0.0.1"].filter(isLoopback)).toEqual(
    [],
  );
});

test.each([
  ["meta-llama/llama-3.3-70b-instruct:free", 0],
  ["meta-llama/llama-3.3-70b-instruct", 13.5],
  ["deepseek-chat", 13.5],
  ["accounts/fireworks/models/qwen3-235b", 13.5],
  ["grok-9", 105],
])("%s, at a provider that is paid, costs %d dollars for a million tokens in and out", (model, usd) => {
  expect(usdFor(priceOf(model, false), MILLION)).toBe(usd);
});
