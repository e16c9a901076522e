import { ENABLED } from "../../shared/attributes";
import type { Lifetime } from "../../shared/lifetime";
import { onTalkChanged } from "./talk-store";

/**
 * Hides the prompt of the talk that is open: it would ask the player, over the dialogue, to do what they are doing. On this
 * client only; what the game has disabled itself, before or meanwhile, stays so.
 */
export function hideOwnPrompt(life: Lifetime): void {
	let own: ProximityPrompt | undefined;
	let connection: RBXScriptConnection | undefined;
	let isHidden = false;
	const hide = () => {
		if (own?.Enabled !== true) return;
		isHidden = true;
		own.Enabled = false;
	};
	const show = () => {
		connection?.Disconnect();
		// What the server sets to what it is here already is no change here.
		if (own !== undefined && isHidden) own.Enabled = own.GetAttribute(ENABLED) !== false;
		own = undefined;
		isHidden = false;
	};
	life.onEnd(
		onTalkChanged((talk) => {
			if (talk?.prompt === own) return;
			show();
			own = talk?.prompt;
			connection = own?.GetPropertyChangedSignal("Enabled").Connect(hide);
			hide();
		}),
	);
	life.onEnd(show);
}
