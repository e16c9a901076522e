import type { Client, Server } from "@rbxts/remo";
import { createRemotes, namespace, remote, throttleMiddleware } from "@rbxts/remo";
import { t } from "@rbxts/t";
import { only } from "./only";

/** Seconds between two things said by one player. The server enforces it; the client waits so that it need not. */
export const SAY_COOLDOWN = 1;

/** On a client it is absent where the prompt is not streamed in. */
const prompt = t.optional(t.instanceIsA("ProximityPrompt"));

/** What the server tells the one player whose talk it is. `talk` is its number: news of an earlier talk is dropped. */
const isTalkNews = t.union(
	/** `byGame`: nobody pressed the prompt, so the client has to show the dialogue first. */
	t.interface({ kind: t.literal("opened"), talk: t.number, prompt, byGame: t.boolean }),
	t.interface({ kind: t.literal("beat"), talk: t.number, text: t.string }),
	t.interface({ kind: t.literal("done"), talk: t.number, replies: t.array(t.string) }),
	t.interface({ kind: t.literal("care"), talk: t.number, title: t.string, text: t.string }),
	t.interface({ kind: t.literal("ended"), talk: t.number }),
	/** The prompt was triggered and no talk came of it. */
	t.interface({ kind: t.literal("refused"), prompt }),
);
export type TalkNews = t.static<typeof isTalkNews>;

export type Remotes = ReturnType<typeof openRemotes>;

/** On the server they are made, on a client they are found, and `close` ends either. */
export function openRemotes() {
	const remotes = createRemotes({
		townsfolk: namespace({
			say: remote<Server, [talk: number, text: string]>().middleware(
				only(t.number, t.string),
				// Short: what was said a second apart may come close together, and what is dropped here is never answered.
				throttleMiddleware(0.1),
			),
			hush: remote<Server, [talk: number]>().middleware(only(t.number), throttleMiddleware(0.2)),
			leave: remote<Server, [talk: number]>().middleware(only(t.number), throttleMiddleware(0.2)),
			// What goes to the client is not throttled: a throttle drops, and every sentence counts.
			news: remote<Client, [news: TalkNews]>(isTalkNews),
			/** Whether Roblox lets this player write words of their own; an attribute would tell it to everybody. */
			mayType: remote<Client, [mayType: boolean]>(t.boolean),
		}),
	});
	const { say, hush, leave, news, mayType } = remotes.townsfolk;
	return {
		say,
		hush,
		leave,
		news,
		mayType,
		close: () => [say, hush, leave, news, mayType].forEach((one) => one.destroy()),
	};
}
