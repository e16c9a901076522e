import type { RefObject } from "@rbxts/react";
import { useCallback, useLayoutEffect, useRef } from "@rbxts/react";
import { RunService } from "@rbxts/services";
import { countCharacters } from "../../shared/text";
import { useReducedMotion } from "./use-device";

/** Characters a second. What has piled up is typed faster, so that the writing never falls far behind the NPC. */
const SPEED = 42;
const CATCH_UP = 0.7;

interface Typewriter {
	label: RefObject<TextLabel>;
	/** Shows all that there is. */
	finish: () => void;
}

/**
 * Types the text into the label and goes on where it was when the text grows. It writes to the label itself: rendering
 * the tree once a character would cost more than all the rest of the dialogue.
 */
export function useTypewriter(text: string, onTyped: (label: TextLabel, share: number) => void): Typewriter {
	const label = useRef<TextLabel>();
	const typed = useRef({ text: "", count: 0 });
	const isStill = useReducedMotion();
	/** The newest: what is typed goes on through many renderings. */
	const tell = useRef(onTyped);
	tell.current = onTyped;

	const show = (count: number, total: number) => {
		typed.current.count = count;
		if (label.current === undefined) return;
		label.current.MaxVisibleGraphemes = math.floor(count);
		tell.current(label.current, total === 0 ? 0 : count / total);
	};

	useLayoutEffect(() => {
		const total = countCharacters(text) ?? text.size();
		const before = typed.current.text;
		typed.current.text = text;
		if (isStill) return show(total, total);
		show(text.sub(1, before.size()) === before ? typed.current.count : 0, total);
		const connection = RunService.Heartbeat.Connect((deltaTime) => {
			const left = total - typed.current.count;
			if (left <= 0) return connection.Disconnect();
			show(math.min(total, typed.current.count + math.max(SPEED, left * CATCH_UP) * deltaTime), total);
		});
		return () => connection.Disconnect();
	}, [text, isStill]);

	const finish = useCallback(() => {
		const total = countCharacters(typed.current.text) ?? typed.current.text.size();
		show(total, total);
	}, []);

	return { label, finish };
}
