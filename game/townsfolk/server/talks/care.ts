import type { CareEvent } from "../../wire/contract";
import { readableFor } from "../filter";
import type { Town } from "../town";
import { tell } from "./open-talks";
import type { SentTurn } from "./talk";

/**
 * Shows the player where there is help; yields. Other words that the filter does not let through are left out, but here
 * the game's own take their place. It waits for no sentence before it, and comes also when the answer is interrupted, for as long as the
 * talk is open; once for each turn, however often the relay tells it.
 */
export function showCare(town: Town, { talk, turn }: SentTurn, event: CareEvent): void {
	if (turn.isCaredFor) return;
	turn.isCaredFor = true;
	const title = readableFor(talk.player, event.title);
	const text = readableFor(talk.player, event.text);
	const card = title !== undefined && text !== undefined ? { title, text } : town.strings.care;
	tell(town, talk, { kind: "care", talk: talk.number, title: card.title, text: card.text });
}
