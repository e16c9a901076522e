import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openRelay } from "./support/relay.ts";
import { meet, noticeOf } from "./support/screen.ts";

afterEach(closeGames);

const WORDS = `
en: { notice: You talk with an AI. }
pt: { notice: Falas com uma IA. }
pt-br: { notice: Você fala com uma IA. }
`;

test("the notice that this is an AI is in the player's language, and costs no request", async () => {
  const relay = keep(await openRelay({ words: WORDS }));
  const server = await openGameAt(relay);
  await server.until(() => server.see("ReplicatedStorage.TownsfolkNotices").catch(() => undefined));
  const requests = server.requestsLastMinute();
  const notices = {
    "pt-br": "Você fala com uma IA.",
    "pt-pt": "Falas com uma IA.",
    "en-us": "You talk with an AI.",
    "ko-kr": "You talk with an AI.",
    "": "You talk with an AI.",
  };
  for (const [localeId, notice] of Object.entries(notices)) {
    const player = await joinBefore(server, "guard", { localeId });
    await meet(server, player, "guard");
    expect([localeId, await noticeOf(player)]).toEqual([localeId, notice]);
  }
  expect(server.requestsLastMinute()).toBe(requests);
  expect(server.errors()).toEqual([]);
});

test("a game that has never reached its relay gives the notice in words of its own", async () => {
  const relay = keep(await openRelay());
  await relay.crash();
  const server = await openGameAt(relay);
  const ann = await joinBefore(server, "guard", { localeId: "de-de" });
  await meet(server, ann, "guard");
  expect(await noticeOf(ann)).toBe("You are talking to an AI character. It can be wrong.");
});
