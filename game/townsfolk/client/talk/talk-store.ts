import type { TalkAction, TalkState } from "./talk-state";
import { reduceTalk } from "./talk-state";

type Listener = (talk: TalkState | undefined, before: TalkState | undefined) => void;

let talk: TalkState | undefined;
const listeners = new Set<Listener>();

export function currentTalk(): TalkState | undefined {
	return talk;
}

export function dispatch(action: TalkAction): void {
	const before = talk;
	talk = reduceTalk(talk, action);
	if (talk === before) return;
	for (const listener of table.clone(listeners)) listener(talk, before);
}

/** Calls the listener on every change, until what is returned is called. */
export function onTalkChanged(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
