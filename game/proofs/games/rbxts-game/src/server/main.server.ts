import { defineAct, startTownsfolk, whole } from "@rbxts/townsfolk";
import { remotes } from "../shared/remotes";

remotes.say.connect((player, text) => print(`${player.Name} shouts: ${text}`));
remotes.leave.connect((player, reason) => print(`${player.Name} leaves the smithy: ${reason}`));

const strikeAnvil = defineAct({
  name: "strike_anvil",
  description: "Strike the anvil some times.",
  args: { times: whole(1, 5) },
  run: (_player, npc, { times }) => {
    npc.SetAttribute("Struck", times);
    return `It rang ${times} times.`;
  },
});

const town = startTownsfolk({ acts: [strikeAnvil], scene: () => "A smithy; the fire is lit." });
town.onTurn(({ player, text, acts }) => print(`${player.Name} was told: ${text} (${acts.size()} acts)`));
