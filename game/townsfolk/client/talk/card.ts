import { Players, ReplicatedStorage } from "@rbxts/services";
import { NOTICES, SHOWN } from "../../shared/attributes";
import type { Lifetime } from "../../shared/lifetime";
import { noticeFor } from "../../shared/notices";
import { shownCard } from "../../shared/npc";
import type { Strings } from "../../shared/strings";
import { currentTalk, dispatch, onTalkChanged } from "./talk-store";

/** Whom the player talks to, and that this is an AI, as far as it is known. */
export function headingOf(prompt: ProximityPrompt, strings: Strings): { name: string; notice: string } {
	const notice = noticeFor(Players.LocalPlayer.LocaleId) ?? strings.aiNotice;
	return { name: shownCard(prompt, strings).name, notice };
}

/** A talk may be open before the relay has told of the cast: what it tells then comes into the talk. */
export function followCard(life: Lifetime, strings: Strings): void {
	let connection: RBXScriptConnection | undefined;
	const learn = () => {
		const talk = currentTalk();
		if (talk !== undefined) dispatch({ kind: "learned", ...headingOf(talk.prompt, strings) });
	};
	const follow = (prompt?: ProximityPrompt) => {
		connection?.Disconnect();
		connection = prompt?.GetAttributeChangedSignal(SHOWN.name).Connect(learn);
	};
	life.onEnd(
		onTalkChanged((talk, before) => {
			if (talk?.prompt !== before?.prompt) follow(talk?.prompt);
		}),
	);
	life.onEnd(follow);
	life.connect(ReplicatedStorage.ChildAdded, (child) => {
		if (child.Name === NOTICES) learn();
	});
}
