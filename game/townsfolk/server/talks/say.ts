import { isStillThere } from "../../shared/presence";
import { SAY_COOLDOWN } from "../../shared/remotes";
import { STRINGS } from "../../shared/strings";
import { isSayable } from "../../shared/text";
import { mayType } from "../chatters";
import { filterFor } from "../filter";
import { fallbackLine } from "../npcs/cast";
import { mayTalkToAi } from "../policy";
import { isOpen, talkOf } from "./open-talks";
import type { Talk } from "./talk";
import { closeTalk } from "./talks";
import { beginTurn, endTurn, sendTurn } from "./turns";

/** A player says something in the talk they are in. What an honest client would not send is passed over in silence. */
export function say(player: Player, number: number, text: string): void {
	const talk = talkOf(player, number);
	if (talk === undefined || talk.turn !== undefined) return;
	if (!isStillThere(player, talk.npc.prompt)) return closeTalk(player);
	if (isOffered(talk, text)) return takeUp(talk, () => text);
	if (!mayType(player) || !isSayable(text)) return;
	takeUp(talk, () => filterFor(player, text));
}

function isOffered(talk: Talk, text: string): boolean {
	return talk.offered.includes(text);
}

function takeUp(talk: Talk, words: () => string | undefined): void {
	// Begun before the filter yields: it keeps everything else the player sends meanwhile out.
	const turn = beginTurn(talk);
	if (time() - talk.lastSaidAt < SAY_COOLDOWN) return endTurn(talk, turn, STRINGS.notSoFast);
	talk.lastSaidAt = time();
	const mayTalk = mayTalkToAi(talk.player) === true;
	const text = mayTalk ? words() : undefined;
	if (talk.turn !== turn || !isOpen(talk)) return;
	if (!mayTalk) return endTurn(talk, turn, fallbackLine(talk.npc.id));
	if (text === undefined) return endTurn(talk, turn, STRINGS.sayItOtherwise);
	sendTurn(talk, turn, text);
}
