import { ReplicatedStorage } from "@rbxts/services";
import { EARLIER_MARKS, MARKS, RUNNING } from "../shared/attributes";
import type { Lifetime } from "../shared/lifetime";
import { openRemotes } from "../shared/remotes";
import { stringsWith } from "../shared/strings";
import { createActs } from "./acts/acts";
import type { DefinedAct } from "./acts/define-act";
import { watchChatters } from "./chatters";
import { watchLocales } from "./locales";
import { createCast } from "./npcs/cast";
import { watchNpcs } from "./npcs/npcs";
import { createPolicies } from "./policy";
import { createFeed } from "./relay-link/feed";
import { createOutbox } from "./relay-link/outbox";
import { isAnybodyHeard, talkOf } from "./talks/open-talks";
import { say } from "./talks/say";
import type { Talk } from "./talks/talk";
import { closeTalk, openTalk, watchTalks } from "./talks/talks";
import { hushTurn, onTurnEvent } from "./talks/turns";
import type { Town } from "./town";
import type { TownsfolkOptions } from "./townsfolk-options";
import { openTypedWords } from "./typed-words";

/** Puts the parts together. Until the end of `life` the town listens to players, to the relay and to the place. */
export function openTown(life: Lifetime, options: TownsfolkOptions): Town {
	const {
		acts: defined = [],
		requestsPerMinute = 240,
		scene,
		mayTalk,
		takesNpcTags = false,
		typedWords = "TextChatService",
	} = options;
	const acts = createActs(listOf(defined));
	const gap = gapOf(requestsPerMinute);
	const strings = stringsWith(options.strings);
	const remotes = openRemotes();
	life.onEnd(remotes.close);
	showRunning(life);
	const policies = createPolicies(life);
	const cast = createCast(life, strings);
	const talks = new Map<Player, Talk>();
	const isByRemote = typedWords === "RemoteEvent";
	const admit = isByRemote
		? undefined
		: openTypedWords({ life, onTyped: (player, talk, text) => say(town, player, talk, text, true) }).admit;
	const feed = createFeed({
		life,
		gap,
		isNeeded: () => isAnybodyHeard(talks),
		onEvent: (event) => onTurnEvent(town, event),
	});
	const town: Town = {
		life,
		strings,
		remotes,
		policies,
		locales: watchLocales(life),
		cast,
		acts,
		talks,
		chatters: watchChatters({ life, remotes, policies, admit }),
		npcs: watchNpcs({
			life,
			strings,
			cast,
			marks: takesNpcTags ? [MARKS, EARLIER_MARKS] : [MARKS],
			onTriggered: (player, npc) => openTalk(town, player, npc, false),
		}),
		outbox: createOutbox({ life, gap, acts: acts.set, feed }),
		host: { scene, mayTalk },
		turns: new Map(),
		turnListeners: new Set(),
	};
	watchTalks(town);
	listenToPlayers(town, isByRemote);
	task.spawn(() => {
		cast.learn();
		if (!life.isOver()) town.npcs.refresh();
	});
	return town;
}

function listenToPlayers(town: Town, takesTyped: boolean): void {
	const { remotes } = town;
	remotes.say.connect((player, number, text) => say(town, player, number, text, takesTyped));
	remotes.hush.connect((player, number) => {
		const talk = talkOf(town, player, number);
		if (talk !== undefined) hushTurn(town, talk);
	});
	remotes.leave.connect((player, number) => {
		if (talkOf(town, player, number) !== undefined) closeTalk(town, player);
	});
}

/** Clients look for the remotes when this is there, and not before. */
function showRunning(life: Lifetime): void {
	const running = new Instance("Folder");
	running.Name = RUNNING;
	running.Parent = ReplicatedStorage;
	life.onEnd(() => running.Destroy());
}

function listOf(acts: DefinedAct[] | Record<string, DefinedAct>): DefinedAct[] {
	const list = new Array<DefinedAct>();
	for (const [, act] of pairs(acts as Record<string, DefinedAct>)) list.push(act);
	return list;
}

/** With fewer, what a player says would be given up before the relay has been told the game's acts and is asked again. */
const FEWEST_REQUESTS = 40;
const MOST_REQUESTS = 500;

/** Posts and polls have as many each. */
function gapOf(requestsPerMinute: number): number {
	const isNumber = typeIs(requestsPerMinute, "number");
	if (!isNumber || !(requestsPerMinute >= FEWEST_REQUESTS && requestsPerMinute <= MOST_REQUESTS)) {
		error(`Townsfolk: requestsPerMinute must be ${FEWEST_REQUESTS} to ${MOST_REQUESTS}.`, 0);
	}
	return 120 / requestsPerMinute;
}
