import { Players, ProximityPromptService, RunService } from "@rbxts/services";
import type { Lifetime } from "../../shared/lifetime";
import { npcOfPrompt, shownCard } from "../../shared/npc";
import { withName } from "../../shared/player-name";
import { isStillThere } from "../../shared/presence";
import type { TalkNews } from "../../shared/remotes";
import type { Strings } from "../../shared/strings";
import { showBubble } from "./bubble";
import { followCard, headingOf } from "./card";
import { facePlayer } from "./face-player";
import { bindLeaveKeys } from "./leave-keys";
import { hideOwnPrompt } from "./own-prompt";
import { watchPermission } from "./permission";
import { isAnswerToLast, notePress } from "./presses";
import { currentRemotes, followServer } from "./server-link";
import { leave } from "./speak";
import { currentTalk, dispatch } from "./talk-store";

/** Opens a talk when an NPC's prompt is pressed, follows the server's news of it, and ends it when the player walks off. */
export function startTalking(life: Lifetime, strings: Strings): void {
	life.connect(ProximityPromptService.PromptTriggered, (prompt) => {
		if (npcOfPrompt(prompt) !== undefined) notePress(prompt);
		meet(prompt, strings);
	});
	life.connect(RunService.Heartbeat, () => {
		const talk = currentTalk();
		if (talk !== undefined && !isStillThere(Players.LocalPlayer, talk.prompt)) leave();
	});
	bindLeaveKeys(life);
	hideOwnPrompt(life);
	followCard(life, strings);
	followServer(life, (remotes) => {
		remotes.news.connect((news) => hear(news, strings));
		watchPermission(remotes);
	});
	// Before the remotes close, or the server would not hear of it.
	life.onEnd(leave);
}

/** Everything shown here has been replicated long before: nothing waits for the server. */
function meet(prompt: ProximityPrompt, strings: Strings): void {
	const npc = npcOfPrompt(prompt);
	if (npc === undefined || currentTalk()?.prompt === prompt) return;
	const { greeting: authored, quickReplies } = shownCard(prompt, strings);
	const greeting = withName(authored, Players.LocalPlayer);
	const { name, notice } = headingOf(prompt, strings);
	dispatch({ kind: "met", npc, prompt, name, notice, greeting, replies: quickReplies });
	facePlayer(npc);
	showBubble(npc, greeting);
}

function hear(news: TalkNews, strings: Strings): void {
	if (news.kind === "opened") {
		// Not streamed in: the player would see nothing of that talk, and could not end it.
		if (news.prompt === undefined) return currentRemotes()?.leave(news.talk);
		if (news.byGame) meet(news.prompt, strings);
	}
	// The server has replaced that talk by then, or is about to.
	if (isAnswer(news) && !isAnswerToLast(news.prompt, news.kind === "opened")) return;
	const talk = currentTalk();
	// The player was faster: that dialogue is closed, and only now is there a number to leave by.
	if (news.kind === "opened" && talk?.prompt !== news.prompt) currentRemotes()?.leave(news.talk);
	if (talk !== undefined && news.kind === "beat" && news.talk === talk.number) showBubble(talk.npc, news.text);
	dispatch({ kind: "heard", news });
}

function isAnswer(news: TalkNews): news is Extract<TalkNews, { kind: "opened" | "refused" }> {
	return (news.kind === "opened" && !news.byGame) || news.kind === "refused";
}
