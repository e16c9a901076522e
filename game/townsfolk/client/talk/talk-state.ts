import type { TalkNews } from "../../shared/remotes";

/** What the player sees of the talk they are in. */
export interface TalkState {
	npc: Model;
	prompt: ProximityPrompt;
	name: string;
	/** That this is an AI, in the player's language. */
	notice: string;
	/** The server's number for it; absent until the server has opened it, a moment after the dialogue is on screen. */
	number?: number;
	/** All that the NPC has said since the player last spoke. */
	line: string;
	/** What the player said last. */
	said?: string;
	replies: string[];
	/** Whether a turn is under way. */
	isAnswering: boolean;
	/** What lies over the dialogue until the player has read it. */
	care?: CareWords;
}

export interface CareWords {
	title: string;
	text: string;
}

type Met = Pick<TalkState, "npc" | "prompt" | "name" | "notice" | "replies"> & { kind: "met"; greeting: string };

export type TalkAction =
	| Met
	/** The relay has told of the NPC what was not known when the talk began. */
	| { kind: "learned"; name: string; notice: string }
	| { kind: "said"; text: string }
	| { kind: "heard"; news: TalkNews }
	| { kind: "read" }
	| { kind: "left" };

export function reduceTalk(state: TalkState | undefined, action: TalkAction): TalkState | undefined {
	if (action.kind === "met") {
		const { npc, prompt, name, notice, greeting, replies } = action;
		return { npc, prompt, name, notice, line: greeting, replies, isAnswering: false };
	}
	if (state === undefined || action.kind === "left") return undefined;
	if (action.kind === "said") return { ...state, said: action.text, line: "", isAnswering: true };
	if (action.kind === "learned") return { ...state, name: action.name, notice: action.notice };
	if (action.kind === "read") return { ...state, care: undefined };
	return hear(state, action.news);
}

function hear(state: TalkState, news: TalkNews): TalkState | undefined {
	if (news.kind === "opened") return news.prompt === state.prompt ? { ...state, number: news.talk } : state;
	if (news.kind === "refused") return news.prompt === state.prompt ? undefined : state;
	if (news.talk !== state.number) return state;
	if (news.kind === "ended") return undefined;
	if (news.kind === "done") return { ...state, replies: news.replies, isAnswering: false };
	if (news.kind === "care") return { ...state, care: { title: news.title, text: news.text } };
	return { ...state, line: state.line === "" ? news.text : `${state.line} ${news.text}` };
}
