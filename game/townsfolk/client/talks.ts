import { createLifetime } from "../shared/lifetime";
import type { Strings } from "../shared/strings";
import { stringsWith } from "../shared/strings";
import { mayType, onPermissionChanged } from "./talk/permission";
import { hush, leave, speak } from "./talk/speak";
import { startTalking } from "./talk/start-talking";
import { currentTalk, dispatch, onTalkChanged } from "./talk/talk-store";

let isRunning = false;

/**
 * The player's talk, for a dialogue of one's own: `start` it, show what `current` says on every change, and call `speak`,
 * `hush` and `leave`. The notice (`TalkState.notice`) must be on screen all through the talk, and a care card until it is read.
 */
export const talks = {
	/** @throws where it runs already. */
	start: (own?: Partial<Strings>): { stop: () => void } => {
		if (isRunning) error("Townsfolk: the dialogue runs already; stop it before it is started again.", 0);
		isRunning = true;
		const life = createLifetime();
		life.onEnd(() => {
			isRunning = false;
		});
		startTalking(life, stringsWith(own));
		return { stop: life.end };
	},
	/** Undefined while there is none. */
	current: currentTalk,
	/** Calls the listener with the talk as it is and as it was, until what is returned is called. */
	onChanged: onTalkChanged,
	/** Whether Roblox lets the player write words of their own. Quick replies are for everybody. */
	mayType,
	onMayTypeChanged: onPermissionChanged,
	/** Says it to the NPC; false where it cannot be said now. */
	speak,
	/** Interrupts the NPC. */
	hush,
	leave,
	/** The player has read the care card. */
	closeCare: () => dispatch({ kind: "read" }),
};
