import { useActs } from "../../townsfolk/server/acts/acts";
import { watchChatters } from "../../townsfolk/server/chatters";
import { learnCast } from "../../townsfolk/server/npcs/cast";
import { refreshCards, watchNpcs } from "../../townsfolk/server/npcs/npcs";
import { followFeed } from "../../townsfolk/server/relay-link/feed";
import { finishPosting } from "../../townsfolk/server/relay-link/outbox";
import { isAnybodyHeard, talkOf } from "../../townsfolk/server/talks/open-talks";
import { say } from "../../townsfolk/server/talks/say";
import { closeTalk, openTalk, watchTalks } from "../../townsfolk/server/talks/talks";
import { hushTurn, onTurnEvent } from "../../townsfolk/server/talks/turns";
import { remotes } from "../../townsfolk/shared/remotes";
import { giveItem } from "./acts/give-item";
import { wave } from "./acts/wave";

useActs((act, player, npc) => {
	if (act.name === "give_item") return giveItem(player, tostring(act.item));
	wave(npc);
	return undefined;
});
watchChatters();
watchNpcs(openTalk);
watchTalks();
followFeed(isAnybodyHeard, onTurnEvent);

game.BindToClose(finishPosting);

remotes.say.connect(say);
remotes.hush.connect((player, number) => {
	const talk = talkOf(player, number);
	if (talk !== undefined) hushTurn(talk);
});
remotes.leave.connect((player, number) => {
	if (talkOf(player, number) !== undefined) closeTalk(player);
});

learnCast();
refreshCards();
