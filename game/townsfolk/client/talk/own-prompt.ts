import type { Lifetime } from "../../shared/lifetime";
import { onTalkChanged } from "./talk-store";

/**
 * Hides the prompt of the talk that is open: it would ask the player, over the dialogue, to do what they are doing. On this
 * client only; what the game has disabled itself stays so.
 */
export function hideOwnPrompt(life: Lifetime): void {
	let hidden: ProximityPrompt | undefined;
	const show = () => {
		if (hidden !== undefined) hidden.Enabled = true;
		hidden = undefined;
	};
	life.onEnd(
		onTalkChanged((talk) => {
			if (talk?.prompt === hidden) return;
			show();
			if (talk?.prompt.Enabled !== true) return;
			hidden = talk.prompt;
			hidden.Enabled = false;
		}),
	);
	life.onEnd(show);
}
