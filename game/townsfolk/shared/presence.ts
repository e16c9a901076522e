import { Workspace } from "@rbxts/services";

/** Studs beyond the prompt's own reach at which a talk counts as walked away from. */
const SLACK = 6;

/** Whether the player is alive and near enough to go on talking. The client asks for speed, the server for truth. */
export function isStillThere(player: Player, prompt: ProximityPrompt): boolean {
	const root = player.Character?.FindFirstChild("HumanoidRootPart");
	const humanoid = player.Character?.FindFirstChildOfClass("Humanoid");
	const holder = prompt.Parent;
	if (root?.IsA("BasePart") !== true || humanoid === undefined || humanoid.Health <= 0) return false;
	if (holder?.IsA("BasePart") !== true || !holder.IsDescendantOf(Workspace)) return false;
	return root.Position.sub(holder.Position).Magnitude <= prompt.MaxActivationDistance + SLACK;
}
