import { configFrom } from "../config/config.ts";

test("without any setting the relay is for this machine only, with the key dev and no provider", () => {
  expect(configFrom({})).toMatchObject({ host: "127.0.0.1", port: 8787, keys: ["dev"], mind: "auto" });
  expect(configFrom({}).provider).toBeUndefined();
});

test("an address that others can reach needs keys of its own", () => {
  expect(() => configFrom({ HOST: "0.0.0.0" })).toThrow(/RELAY_KEYS: needed because HOST=0\.0\.0\.0/);
  expect(configFrom({ HOST: "0.0.0.0", RELAY_KEYS: "a-key-of-some-length, another-key-of-length" }).keys).toHaveLength(
    2,
  );
  for (const HOST of ["localhost", "127.0.0.2", "::1"]) expect(configFrom({ HOST }).keys).toEqual(["dev"]);
});

test.each([
  [{ PORT: "70000" }, "PORT"],
  [{ PORT: "http" }, "PORT"],
  [{ MIND: "clever" }, "MIND"],
  [{ OPENAI_BASE_URL: "localhost:11434" }, "OPENAI_BASE_URL"],
  [{ RELAY_KEYS: "short" }, "RELAY_KEYS"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
])("a mistake in %j is named", (env, name) => {
  expect(() => configFrom(env)).toThrow(new RegExp(`^${name}: `));
});

test("a setting left empty counts as not set", () => {
  expect(configFrom({ PORT: "", OPENAI_API_KEY: " " })).toMatchObject({ port: 8787 });
});

test("a key alone means OpenAI; an address alone means a server that needs none", () => {
  expect(configFrom({ OPENAI_API_KEY: "sk-1" }).provider).toEqual({
    baseUrl: "https://api.openai.com/v1",
    apiKey: "sk-1",
  });
  expect(configFrom({ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1/" }).provider).toEqual({
    baseUrl: "http://127.0.0.1:11434/v1",
  });
});
