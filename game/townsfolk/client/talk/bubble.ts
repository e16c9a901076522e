import { TextChatService } from "@rbxts/services";

/** Over the NPC's head, for this player alone. */
export function showBubble(npc: Model, text: string): void {
	const head = npc.FindFirstChild("Head") ?? npc.PrimaryPart ?? npc.FindFirstChildWhichIsA("BasePart", true);
	if (head !== undefined) pcall(() => TextChatService.DisplayBubble(head, text));
}
