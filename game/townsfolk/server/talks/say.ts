import { isStillThere } from "../../shared/presence";
import { SAY_COOLDOWN } from "../../shared/remotes";
import { isSayable } from "../../shared/text";
import { filterFor } from "../filter";
import type { Town } from "../town";
import { isOpen, talkOf } from "./open-talks";
import { sendTurn } from "./send-turn";
import type { Talk } from "./talk";
import { closeTalk } from "./talks";
import { beginTurn, endTurn } from "./turns";

/**
 * A player says something in the talk they are in. `isTyped`: it came by the way that typed words have to take. What an honest
 * client would not send is as if it could not be heard: whoever waits for an answer gets one.
 */
export function say(town: Town, player: Player, number: number, text: string, isTyped: boolean): void {
	const talk = talkOf(town, player, number);
	if (talk === undefined || talk.turn !== undefined) return;
	if (!isStillThere(player, talk.npc.prompt)) return closeTalk(town, player);
	if (talk.offered.includes(text)) return takeUp(town, talk, () => text);
	const isHeard = isTyped && town.chatters.mayType(player) && isSayable(text);
	takeUp(town, talk, () => (isHeard ? filterFor(player, text) : undefined));
}

/** Seconds by which the way of one message may be shorter than that of the one before. */
const PATIENCE = 0.9;

function takeUp(town: Town, talk: Talk, words: () => string | undefined): void {
	// Begun before the filter yields: it keeps everything else the player sends meanwhile out.
	const turn = beginTurn(talk);
	const tooSoon = talk.lastSaidAt + SAY_COOLDOWN - time();
	if (tooSoon > PATIENCE) return endTurn(town, talk, turn, town.strings.notSoFast);
	talk.lastSaidAt = time() + math.max(0, tooSoon);
	if (tooSoon > 0) task.wait(tooSoon);
	if (talk.turn !== turn || !isOpen(town, talk)) return;
	const mayTalk = town.policies.mayTalkToAi(talk.player) === true;
	const text = mayTalk ? words() : undefined;
	if (talk.turn !== turn || !isOpen(town, talk)) return;
	if (!mayTalk) return endTurn(town, talk, turn, town.cast.fallbackLine(talk.npc));
	if (text === undefined) return endTurn(town, talk, turn, town.strings.sayItOtherwise);
	sendTurn(town, talk, turn, text);
}
