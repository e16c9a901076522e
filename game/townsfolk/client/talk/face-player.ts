import { GuiService, Players, RunService } from "@rbxts/services";

const TURN_SECONDS = 0.3;

/** The turn under way, by NPC: a newer one replaces it. */
const turning = new Map<Model, RBXScriptConnection>();

/** Turns the NPC to this player, on this player's screen only: it may be facing somebody else on another. */
export function facePlayer(npc: Model): void {
	const from = npc.GetPivot();
	const target = Players.LocalPlayer.Character?.GetPivot().Position;
	// What physics or an animation moves is not ours to turn.
	if (target === undefined || npc.PrimaryPart?.Anchored !== true) return;
	const level = new Vector3(target.X, from.Position.Y, target.Z);
	if (level.sub(from.Position).Magnitude < 0.1) return;
	const goal = CFrame.lookAt(from.Position, level);
	let elapsed = GuiService.ReducedMotionEnabled ? TURN_SECONDS : 0;
	turning.get(npc)?.Disconnect();
	const connection = RunService.Heartbeat.Connect((deltaTime) => {
		elapsed += deltaTime;
		if (elapsed >= TURN_SECONDS || npc.Parent === undefined) {
			connection.Disconnect();
			turning.delete(npc);
		}
		npc.PivotTo(from.Lerp(goal, math.min(1, elapsed / TURN_SECONDS)));
	});
	turning.set(npc, connection);
}
