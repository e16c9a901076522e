import { Players, ProximityPromptService, RunService } from "@rbxts/services";
import { noticeFor } from "../../shared/notices";
import { findNpc, readCard } from "../../shared/npc";
import { withName } from "../../shared/player-name";
import { isStillThere } from "../../shared/presence";
import type { TalkNews } from "../../shared/remotes";
import { remotes } from "../../shared/remotes";
import { showBubble } from "./bubble";
import { facePlayer } from "./face-player";
import { bindLeaveKeys } from "./leave-keys";
import { watchPermission } from "./permission";
import { leave } from "./speak";
import { currentTalk, dispatch } from "./talk-store";

/** Opens a talk when an NPC's prompt is pressed, follows the server's news of it, and ends it when the player walks off. */
export function startTalking(): void {
	ProximityPromptService.PromptTriggered.Connect(meet);
	remotes.news.connect(hear);
	RunService.Heartbeat.Connect(() => {
		const talk = currentTalk();
		if (talk !== undefined && !isStillThere(Players.LocalPlayer, talk.prompt)) leave();
	});
	bindLeaveKeys();
	watchPermission();
}

/** Everything shown here has been replicated long before: nothing waits for the server. */
function meet(prompt: ProximityPrompt): void {
	const npc = findNpc(prompt);
	if (npc === undefined || currentTalk()?.prompt === prompt) return;
	const { name, greeting: authored, quickReplies } = readCard(npc);
	const greeting = withName(authored, Players.LocalPlayer);
	const notice = noticeFor(Players.LocalPlayer.LocaleId);
	dispatch({ kind: "met", npc, prompt, name, notice, greeting, replies: quickReplies });
	facePlayer(npc);
	showBubble(npc, greeting);
}

function hear(news: TalkNews): void {
	const talk = currentTalk();
	// The player was faster: the dialogue is closed, and only now is there a number to leave by.
	if (talk === undefined && news.kind === "opened") remotes.leave(news.talk);
	if (talk !== undefined && news.kind === "beat" && news.talk === talk.number) showBubble(talk.npc, news.text);
	dispatch({ kind: "heard", news });
}
