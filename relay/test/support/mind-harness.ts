import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "../../config/config.ts";
import { type ChatRequest, textOf } from "../../models/chat.ts";
import { openProvider, type Reply, type TestProvider } from "./provider.ts";
import { closeRelay, openRelay, type TestRelay, UNHURRIED } from "./relay.ts";
import { copySheets } from "./sheets.ts";

/** A relay whose model does what the test says, and whose sheets are the test's to change. */
export interface MindHarness {
  relay: TestRelay;
  provider: TestProvider;
  /** May be changed at any time. */
  model: Reply;
  /** A copy of the cast's sheets. */
  sheetsDir: string;
  config(): Partial<Config>;
  /** For before each test: the model repeats what players say, and has been asked nothing. */
  reset(): void;
  /** Stops the relay and starts it again on the same data. */
  restart(): Promise<void>;
  /** All messages of what the model was asked at last. @throws where it was asked nothing. */
  lastAsked(): string;
  untilAsked(text: string): Promise<void>;
  close(): Promise<void>;
}

export async function openMindHarness(settings: Partial<Config>): Promise<MindHarness> {
  const sheetsDir = await mkdtemp(join(tmpdir(), "sheets-"));
  await copySheets(sheetsDir);
  const provider = await openProvider((request, answer) => harness.model(request, answer));
  const config = (): Partial<Config> => ({
    ...UNHURRIED,
    ...settings,
    sheetsDir,
    provider: { baseUrl: provider.url, apiKey: "sk-secret", model: "test-model" },
  });
  const tidy = async (): Promise<void> => {
    provider.close();
    await rm(sheetsDir, { recursive: true, force: true });
  };
  const relay = await openRelay(config()).catch(async (error: unknown) => {
    await tidy();
    throw error;
  });
  const harness: MindHarness = {
    relay,
    provider,
    model: echo,
    sheetsDir,
    config,
    reset: () => {
      harness.model = echo;
      provider.requests.length = 0;
    },
    restart: async () => {
      const { dataDir } = harness.relay;
      await harness.relay.close();
      harness.relay = await openRelay({ ...config(), dataDir });
    },
    lastAsked: () => {
      const asked = provider.requests.at(-1);
      if (asked === undefined) throw new Error("The model was asked nothing.");
      return asked.body.messages.map(textOf).join("\n");
    },
    untilAsked: async (text) => {
      while (!provider.requests.some(({ body }) => JSON.stringify(body).includes(text))) await sleep(50);
    },
    close: async () => {
      await closeRelay(harness.relay);
      await tidy();
    },
  };
  return harness;
}

export const echo: Reply = (request, answer) => (answer.say(`You said ${lastWords(request)}.`), answer.end());

const lastWords = (request: ChatRequest): string =>
  request.messages
    .filter((message) => message.role === "user")
    .slice(-1)
    .map(textOf)
    .join("")
    .trim();
