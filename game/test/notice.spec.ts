import { openRelay } from "./support/relay.ts";
import { meet, noticeOf } from "./support/screen.ts";
import { closeStage, joinBefore, keep, openGame } from "./support/stage.ts";

afterEach(closeStage);

const WORDS = `
en: { notice: You talk with an AI. }
pt: { notice: Falas com uma IA. }
pt-br: { notice: Você fala com uma IA. }
`;

test("the notice that this is an AI is in the player's language, and costs no request", async () => {
  const relay = keep(await openRelay({ words: WORDS }));
  const town = await openGame(relay);
  await town.until(() => town.see("ReplicatedStorage.TownsfolkNotices").catch(() => undefined));
  const requests = town.requestsLastMinute();
  const notices = {
    "pt-br": "Você fala com uma IA.",
    "pt-pt": "Falas com uma IA.",
    "en-us": "You talk with an AI.",
    "ko-kr": "You talk with an AI.",
    "": "You talk with an AI.",
  };
  for (const [localeId, notice] of Object.entries(notices)) {
    const visitor = await joinBefore(town, "guard", { localeId });
    await meet(town, visitor, "guard");
    expect([localeId, await noticeOf(visitor)]).toEqual([localeId, notice]);
  }
  expect(town.requestsLastMinute()).toBe(requests);
  expect(town.errors()).toEqual([]);
});

test("a game that has never reached its relay gives the notice in words of its own", async () => {
  const relay = keep(await openRelay());
  await relay.crash();
  const town = await openGame(relay);
  const ann = await joinBefore(town, "guard", { localeId: "de-de" });
  await meet(town, ann, "guard");
  expect(await noticeOf(ann)).toBe("You are talking to an AI character. It can be wrong.");
});
