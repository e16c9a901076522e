import type { Lifetime } from "../shared/lifetime";

let onClose: (() => void) | undefined;
let isBound = false;

/** Calls it, which may yield, before Roblox shuts the place server down. Nothing unbinds from that: at the end it is forgotten. */
export function whenPlaceCloses(life: Lifetime, farewell: () => void): void {
	onClose = farewell;
	life.onEnd(() => {
		onClose = undefined;
	});
	if (isBound) return;
	isBound = true;
	game.BindToClose(() => onClose?.());
}
