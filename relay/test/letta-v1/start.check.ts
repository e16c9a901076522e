import { closeRelay, openRelay } from "../support/relay.ts";
import { besideV1Server } from "../support/v1-server.ts";

const { settings } = besideV1Server();
const beside = (letta: { baseUrl: string; token?: string }) => openRelay({ ...settings, letta, port: 0 });

test("a wrong password is told in words, and the relay does not start", async () => {
  await expect(beside({ ...settings.letta, token: "wrong" })).rejects.toThrow(/refuses LETTA_PASSWORD/);
});

test("a server that is not up yet is waited for, and another mind answers meanwhile", async () => {
  const away = await beside({ baseUrl: "http://127.0.0.1:9" });
  const reply = await away.talk("guard", 1, "hello");
  expect(reply).toMatchObject({ mind: "direct" });
  expect(reply).not.toHaveProperty("fallback");
  await closeRelay(away);
});
