import type { ServerResponse } from "node:http";
import { openProvider, type TestProvider } from "../support/provider.ts";
import { closeRelay, openRelay, type TestRelay } from "../support/relay.ts";
import { ends, json, stream, words } from "../support/wire.ts";

let relay: TestRelay;
let provider: TestProvider;
let reply: (res: ServerResponse, times: number) => void;
beforeAll(async () => {
  provider = await openProvider((_request, { raw }) => reply(raw, provider.requests.length));
});
beforeEach(() => (provider.requests.length = 0));
afterEach(() => closeRelay(relay));
afterAll(() => provider.close());

const well = (res: ServerResponse) => stream(res, words("Evening, love."), ends());
const open = async (limits: { rpm?: number; tpm?: number }, deadlines: object = {}) => {
  relay = await openRelay({
    deadlines: { silenceMs: 2_000, firstBeatMs: 3_000, wholeAnswerMs: 3_000, ...deadlines },
    provider: { baseUrl: provider.url, model: "m", ...limits },
  });
};
let players = 0;
const isAnswered = async () => (await relay.talk("guard", ++players, "Good evening")).fallback === undefined;

test.each<[string, (res: ServerResponse) => void]>([
  ["is not well", (res) => json(res, 500, { error: { message: "overloaded" } })],
  ["says nothing", (res) => stream(res, ends())],
  [
    "does not know a field",
    (res) => json(res, 400, { error: { message: "Unrecognized request argument supplied: stream_options" } }),
  ],
])(
  "a server that %s at first is asked no oftener in a minute than the account allows",
  async (_what, fault) => {
    reply = (res, times) => (times % 2 === 1 ? fault(res) : well(res));
    await open({ rpm: 3 });
    expect(await isAnswered()).toBe(true);
    const asked = provider.requests.length;
    expect(asked).toBe(2);
    for (let turn = 0; turn < 3; turn++) await isAnswered();
    expect(provider.requests).toHaveLength(3);
  },
  40_000,
);

test("what a call that is made anew uses of the tokens of a minute is counted too", async () => {
  reply = (res, times) => (times === 1 ? json(res, 500, { error: { message: "overloaded" } }) : well(res));
  await open({ tpm: 10_000_000 });
  expect(await isAnswered()).toBe(true);
  const { length } = JSON.stringify(provider.requests[0]?.body.messages ?? "");
  await relay.close();
  provider.requests.length = 0;
  await open({ tpm: Math.ceil(1.5 * (length / 4 + 200)) });
  expect(await isAnswered()).toBe(false);
  expect(provider.requests).toHaveLength(1);
});
