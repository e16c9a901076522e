import { flatten } from "../emulator/host/tree.ts";
import { closeGames, joinBefore, keep, openGameAt } from "./support/game.ts";
import { openModel } from "./support/model.ts";
import { copyProject } from "./support/project-copy.ts";
import { openRelay } from "./support/relay.ts";
import { ask, meet } from "./support/screen.ts";

afterEach(closeGames);

const OPEN_GATE = `
import { Workspace } from "@rbxts/services";
import { whole } from "../../../townsfolk/server/acts/arguments";
import { defineAct } from "../../../townsfolk/server/acts/define-act";

export const openGate = defineAct({
	name: "open_gate",
	description: "Open the gate for some minutes.",
	args: { minutes: whole(1, 10) },
	waits: true,
	run: (_player, _npc, { minutes }) => {
		swing(true);
		task.delay(minutes * 60, () => swing(false));
		return \`It is open for \${minutes * 60} seconds.\`;
	},
});

function swing(isOpen: boolean): void {
	for (const door of Workspace.FindFirstChild("Square")?.FindFirstChild("gate")?.GetChildren() ?? []) {
		if (door.IsA("BasePart") && door.Name.find("Door")[0] !== undefined) door.CanCollide = !isOpen;
	}
}
`;

test("a new act is one new file and one line in the game, and one line in a sheet", async () => {
  const copy = keep(await copyProject());
  await copy.add("game/square/server/acts/open-gate.ts", OPEN_GATE);
  await copy.addLine(
    "game/square/server/carried-out.ts",
    'export { openGate } from "./acts/open-gate";',
    'export { giveItem } from "./acts/give-item";',
  );
  await copy.addLine("relay/npcs/guard.md", "  open_gate: { minutes: { max: 3 } }", "acts:");

  const results: string[] = [];
  const minutes = [5, 2];
  const model = keep(
    await openModel((completion) => {
      const last = completion.messages.at(-1);
      if (last?.role === "tool") results.push(String(last.content));
      const wanted = minutes.shift();
      if (wanted !== undefined) return completion.call("open_gate", { minutes: wanted });
      completion.say("It is open. Be quick.");
      completion.end();
    }),
  );
  const relay = keep(await openRelay({ main: copy.main, modelUrl: model.url }));
  const server = await openGameAt(relay, { place: await copy.build(), speed: 10 });
  const ann = await joinBefore(server, "guard");
  const closed = async () => {
    const parts = flatten(await server.see("Workspace.Square.gate"));
    return parts.filter(({ name }) => /Door$/.test(name)).map(({ properties }) => properties.CanCollide !== false);
  };
  expect(await closed()).toEqual([true, true]);
  await meet(server, ann, "guard");
  expect(await ask(server, ann, "Open the gate, please.")).toBe("It is open. Be quick.");
  expect(await closed()).toEqual([false, false]);
  expect(results).toEqual([
    expect.stringContaining("minutes must be a whole number from 1 to 3"),
    expect.stringContaining("It is open for 120 seconds."),
  ]);
  await server.until(async () => (await closed()).every(Boolean));
  expect(server.errors()).toEqual([]);
});
