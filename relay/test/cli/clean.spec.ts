import type { ErrorReply } from "../../../game/townsfolk/wire/contract.ts";
import { ageBy, says, useCommandLine } from "../support/command-line.ts";

const { at, relayWith, rowsIn } = useCommandLine();

describe("clean", () => {
  test("shows and asks before it removes: a dry run, and nobody to ask, change nothing", async () => {
    const relay = await relayWith();
    await relay.talk("merchant", 7, "I like pears");
    await ageBy(relay, 40);
    await at(relay, "export", "before.db");
    expect(await at(relay, "clean", "--dry-run")).toMatchObject({
      code: 0,
      out: says(/1 conversation in which nothing was said[^]*with 1 turn and 0 memories/),
    });
    expect(await at(relay, "clean")).toMatchObject({ code: 1, err: says(/Nothing was removed/) });
    await at(relay, "export", "after.db");
    expect(await rowsIn("after.db")).toEqual(await rowsIn("before.db"));
    expect((await at(relay, "clean", "--idle", "50d", "--yes")).out).toBe("There is nothing to remove.\n");
  });

  test("removes what is idle with its words, keeps what the sheet keeps, and leaves a fresh talk alone", async () => {
    const relay = await relayWith();
    await relay.talk("merchant", 7, "I like pears");
    await relay.talk("guard", 8, "I like plums");
    await ageBy(relay, 40);
    await relay.talk("merchant", 9, "I like figs");
    const cleaned = await at(relay, "clean", "--yes", "--json");
    expect(cleaned.code).toBe(0);
    const removed = { conversations: 2, turns: 2, memories: 1, players: 0, stuck: { conversations: 0, orphans: [] } };
    expect(JSON.parse(cleaned.out)).toMatchObject(removed);
    await at(relay, "export", "town.db");
    const rows = (await rowsIn("town.db")).join("\n");
    expect(rows).not.toContain("I like plums");
    expect(rows).not.toContain('"text":"I like pears"');
    expect(rows).toContain('"human":"I like pears"');
    expect(rows).toContain('"text":"I like figs"');
    expect((await relay.talk("merchant", 7, "What do I like?")).reply).toContain("pears");
  });

  test("removes players of whom nothing is left, and nobody else", async () => {
    const relay = await relayWith();
    for (const player of [7, 8, 9]) await relay.talk("guard", player, "I like pears");
    await ageBy(relay, 40);
    await relay.talk("guard", 9, "Hello again");
    // As retention does with what is old.
    await relay.context.db.deleteFrom("turns").where("text", "=", "I like pears").execute();
    const plan = JSON.parse((await at(relay, "clean", "--dry-run", "--json")).out) as object;
    expect(plan).toMatchObject({ conversations: 2, memories: 2, players: 2 });
    expect(JSON.parse((await at(relay, "clean", "--yes", "--json")).out)).toMatchObject({ players: 2 });
    const left = await relay.context.db.selectFrom("players").select("userId").execute();
    expect(left).toEqual([{ userId: "9" }]);
  });

  test("is refused for what may still go on", async () => {
    const relay = await relayWith();
    expect(await at(relay, "clean", "--idle", "0h")).toMatchObject({ code: 1, err: says(/an hour/) });
    const before = new Date().toISOString();
    const answer = await relay.post("/v1/admin/clean", { before });
    expect(((await answer.json()) as ErrorReply).error.code).toBe("bad_request");
  });
});
