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
])("those of a model that nobody has priced, at %s, count as dear ones", (address) => {
  expect(costAt(address)).toBe(12.5);
});

test("only this machine's own addresses are loopback", () => {
  expect(["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]", "relay.localhost"].filter(isLoopback)).toHaveLength(6);
  expect(["127.999.1.1", "1270.0.0.1", "0.0.0.0", "::", "localhost.example", "10.0.0.1"].filter(isLoopback)).toEqual(
    [],
  );
});
