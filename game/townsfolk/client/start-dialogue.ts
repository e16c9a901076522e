import { createLifetime } from "../shared/lifetime";
import type { Strings } from "../shared/strings";
import { stringsWith } from "../shared/strings";
import type { Theme } from "./dialogue/look";
import { lookWith } from "./dialogue/look";
import { mountDialogue } from "./dialogue/mount-dialogue";
import { talks } from "./talks";

export interface DialogueOptions {
	theme?: Theme;
	/** Words in place of the library's own. */
	strings?: Partial<Strings>;
}

/** The shipped dialogue: opens when the player presses an NPC's prompt. For one of your own see `talks`. */
export function startDialogue({ theme = {}, strings }: DialogueOptions = {}): { stop: () => void } {
	const running = talks.start(strings);
	const life = createLifetime();
	life.onEnd(running.stop);
	mountDialogue(life, lookWith(theme, stringsWith(strings)));
	return { stop: life.end };
}
