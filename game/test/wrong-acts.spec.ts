import { closeGames, joinBefore } from "./support/game.ts";
import { ask, meet } from "./support/screen.ts";
import { openTown, printedBy, warningsOf } from "./support/town.ts";
import { wave, waving } from "./support/wave.ts";
import { messagesOn } from "./support/wiretap.ts";

afterEach(closeGames);

const act = (fields = ""): string =>
  `defineAct({ name = "wave", description = "Wave.", run = function() end, ${fields} })`;

const MISTAKES: [acts: string, why: string][] = [
  [`${act()}, ${act()}`, "the act wave is declared twice"],
  [`defineAct({ name = "wave", description = "Wave." })`, "the act wave: nobody carries it out"],
  [`defineAct({ description = "Wave.", run = function() end })`, "its name must begin with a small letter"],
  ['{ name = "wave" }', "an act must be what `defineAct` returns"],
  ["5", "an act must be what `defineAct` returns"],
  [act('name = "openGate"'), "the act openGate: its name must begin with a small letter"],
  [act('name = "open gate"'), "the act open gate: its name must begin with a small letter"],
  [act('name = "2nd"'), "the act 2nd: its name must begin with a small letter"],
  [act('name = ""'), "its name must begin with a small letter"],
  [act(`name = "${"a".repeat(33)}"`), "at most 32"],
  [act('description = " "'), "wave: its description"],
  [act(`description = "${"a".repeat(401)}"`), "1 to 400 characters"],
  [act('description = "\\255"'), "wave: its description"],
  [act("args = { name = arguments.flag }"), 'no argument may be called "name"'],
  [act('args = { ["how long"] = arguments.flag }'), 'no argument may be called "how long"'],
  [act("args = { what = arguments.choice({}) }"), "its argument what: there is nothing to choose from"],
  [act('args = { what = arguments.choice({ "a", "b", "a" }) }'), 'its argument what: "a" is there twice'],
  [act("args = { what = arguments.whole(3, 1) }"), "its argument what: min and max"],
  [act("args = { what = arguments.whole(0.5, 1) }"), "its argument what: min and max"],
  [act("args = { what = arguments.text(math.huge) }"), "its argument what: max must be 1 to 300"],
  [act("cooldown = 0/0"), "its cooldown must be seconds"],
  [act("perDay = 0"), "its perDay must be 1 or more"],
  [act("when = true"), "its `when` must be a function"],
  [Array.from({ length: 25 }, (_, n) => act(`name = "act_${n}"`)).join(", "), "at most 24 may be declared"],
];

test("a game whose acts are wrong does not start, and says what is wrong with which", async () => {
  const tries = MISTAKES.map(([acts]) => `print(select(2, pcall(startTownsfolk, { acts = { ${acts} } })))`);
  const { server } = await openTown(
    `${tries.join("\n")}\nstartTownsfolk({ acts = { ${act()} } })\nerror("all were tried")`,
  );
  await server.until(() => server.errors().length > 0);
  const said = printedBy(server);
  expect(said).toHaveLength(MISTAKES.length);
  for (const [index, [, why]] of MISTAKES.entries()) expect(said[index]).toContain(why);
});

test("the game does not trust its relay: it does no act that is not as it was declared", async () => {
  let wrong: object = {};
  const change = (path: string, body: string): string => {
    if (path !== "/v1/events") return body;
    const reply = JSON.parse(body) as { events?: { kind: string; act?: object }[] };
    const events = reply.events?.map((event) => (event.act ? { ...event, act: { ...event.act, ...wrong } } : event));
    return JSON.stringify({ ...reply, events });
  };
  const results: string[] = [];
  const { server, wire } = await openTown(wave(`run = function() print("waved") end`), waving(results), { change });
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  const lies = [
    { minutes: 11 },
    { minutes: 0 },
    { minutes: 1.5 },
    { minutes: "3" },
    { with: "foot" },
    { with: 1 },
    { loudly: "true" },
    { with: undefined },
    { name: "dance" },
  ];
  for (const lie of lies) {
    wrong = lie;
    await ask(server, ann, `Wave, please: ${JSON.stringify(lie)}.`);
  }
  expect(printedBy(server)).toEqual([]);
  expect(results).toHaveLength(lies.length);
  const told = messagesOn(wire).filter(({ kind }) => kind === "result");
  expect(told).toEqual(
    lies.map(() => expect.objectContaining({ ok: false, note: expect.any(String) as string }) as unknown),
  );
  wrong = {};
  await ask(server, ann, "Wave, please.");
  expect(printedBy(server)).toEqual(["waved"]);
  expect(server.errors()).toEqual([]);
});

test("acts that the relay refuses are told to the developer, and the talk goes on without them", async () => {
  const { server } = await openTown(`startTownsfolk({ acts = { ${act('name = "remember"')} } })`, waving());
  const ann = await joinBefore(server, "guard");
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Wave, please.")).toBe("There.");
  expect(warningsOf(server)).toEqual([expect.stringContaining("the relay refuses the game's acts")]);
});
