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
  [{ ROBLOX_START_PLACES: "10539205763" }, "ROBLOX_START_PLACES"],
  [{ ROBLOX_START_PLACES: "kingdoms:10539205763" }, "ROBLOX_START_PLACES"],
  [{ ROBLOX_START_PLACES: "1:kingdoms,,2:islands" }, "ROBLOX_START_PLACES"],
])("a mistake in %j is named", (env, name) => {
  expect(() => configFrom(env)).toThrow(new RegExp(`^${name}: `));
});

test.each([
  ["http://127.0.0.1:11434/v1///", "http://127.0.0.1:11434/v1"],
  ["http://127.0.0.1:11434/v1/chat/completions", "http://127.0.0.1:11434/v1"],
  [" http://127.0.0.1:11434/v1/models/ ", "http://127.0.0.1:11434/v1"],
  [`"http://127.0.0.1:11434/v1"`, "http://127.0.0.1:11434/v1"],
  ["http://127.0.0.1:11434/", "http://127.0.0.1:11434"],
  ["https://models.example/openai/?api-version=3", "https://models.example/openai?api-version=3"],
])("the model's address may be pasted as %j", (OPENAI_BASE_URL, baseUrl) => {
  expect(configFrom({ OPENAI_BASE_URL }).provider?.baseUrl).toBe(baseUrl);
});

test.each(["sk-1\n", ` "sk-1" `, "'sk-1'", "Bearer sk-1", "bearer  sk-1", "Authorization: Bearer sk-1"])(
  "the key may be pasted as %j",
  (OPENAI_API_KEY) => expect(configFrom({ OPENAI_API_KEY }).provider?.apiKey).toBe("sk-1"),
);

test.each(["sk-тест", "sk-1 sk-2", "sk-1\nsk-2", "sk-1…"])("the key %j is no key, and is not repeated", (key) => {
  expect(() => configFrom({ OPENAI_API_KEY: key })).toThrow(/^OPENAI_API_KEY: must be letters and digits/);
  expect(() => configFrom({ OPENAI_API_KEY: key })).not.toThrow(key);
});

test("start places are told with their universes", () => {
  expect([...configFrom({ ROBLOX_START_PLACES: "10539205763:kingdoms, 2 : 4711" }).startPlaces]).toEqual([
    ["10539205763", "kingdoms"],
    ["2", "4711"],
  ]);
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
