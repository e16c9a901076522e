import { useCommandLine } from "../support/command-line.ts";

const { at, relayWith } = useCommandLine();

test("a universe's key is made, listed and revoked, and is seen once only", async () => {
  const relay = await relayWith();
  const made = await at(relay, "key", "create", "kingdoms");
  const [key = ""] = /tf_\S+/.exec(made.out) ?? [];
  expect((await relay.get("/v1/npcs", key)).status).toBe(200);
  const listed = await at(relay, "key", "list");
  expect(listed.out).toContain("kingdoms");
  expect(listed.out).not.toContain(key);
  const id = key.split("_")[1] ?? "";
  expect((await at(relay, "key", "revoke", id)).code).toBe(0);
  expect((await relay.get("/v1/npcs", key)).status).toBe(401);
  expect(await at(relay, "key", "revoke", id)).toMatchObject({
    code: 1,
    err: expect.stringContaining("no valid key") as string,
  });
  expect((await at(relay, "key", "create")).code).toBe(2);
});
