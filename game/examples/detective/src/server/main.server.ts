import { ReplicatedStorage, Workspace } from "@rbxts/services";
import { choice, defineAct, startTownsfolk } from "@rbxts/townsfolk";

const study = Workspace.WaitForChild("Study");
const boot = study.WaitForChild("Boot");
const light = new Instance("Highlight");
light.Parent = ReplicatedStorage;
let isBootFound = false;

/** The detective turns to a suspect, who is lit up: once there is something to go by. */
const pointAt = defineAct({
  name: "point_at",
  description: "Point at the one who did it.",
  args: { suspect: choice(["cook", "gardener", "major"]) },
  when: () => isBootFound,
  run: (_player, npc, { suspect }) => {
    const culprit = study.FindFirstChild(suspect);
    if (culprit?.IsA("Model") !== true) return { ok: false, note: `The ${suspect} has left the room.` };
    npc.PivotTo(CFrame.lookAt(npc.GetPivot().Position, culprit.GetPivot().Position));
    light.Adornee = culprit;
    light.Parent = culprit;
    return `Everybody looks at the ${suspect}.`;
  },
});

const town = startTownsfolk({
  acts: [pointAt],
  scene: () =>
    `The study at night. The cook, the gardener and the major wait. ${isBootFound ? "A boot is on the desk." : ""}`,
});

(boot.WaitForChild("Look") as ProximityPrompt).Triggered.Connect(() => {
  if (isBootFound) return;
  isBootFound = true;
  town.tell("A muddy boot was found under the window. It is the gardener's size.", { to: ["detective"] });
});
