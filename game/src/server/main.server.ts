import { watchChatters } from "server/chatters";
import { learnCast } from "server/npcs/cast";
import { refreshCards, watchNpcs } from "server/npcs/npcs";
import { followFeed } from "server/relay-link/feed";
import { finishPosting } from "server/relay-link/outbox";
import { isAnybodyHeard, talkOf } from "server/talks/open-talks";
import { say } from "server/talks/say";
import { closeTalk, openTalk, watchTalks } from "server/talks/talks";
import { hushTurn, onTurnEvent } from "server/talks/turns";
import { remotes } from "shared/remotes";

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
