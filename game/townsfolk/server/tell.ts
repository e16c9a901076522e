import type { WireError } from "../wire/contract";
import { noteOf } from "./host/notes";
import { warnOnce } from "./host/warn-once";
import { newId } from "./relay-link/call-relay";
import type { Town } from "./town";

export interface TellOptions {
	/** Seconds that it is worth knowing, at most a day. Default: ten minutes. */
	for?: number;
	/** Ids of the NPCs that are told. Default: all of this place server. */
	to?: string[];
}

const TEN_MINUTES = 600;
const DAY = 86_400;
/** Seconds that a relay which is away has to come back. */
const KEEP_TRYING = 60;
const ADVICE = " Name fewer NPCs in `to`, or leave it out to tell all of them.";

export function tellNpcs(
	{ life, outbox }: Town,
	said: string,
	{ for: given = TEN_MINUTES, to }: TellOptions = {},
): void {
	const text = noteOf("What `tell` is given", said);
	const seconds = math.min(given, DAY);
	if (life.isOver() || text === undefined) return;
	if (!(seconds > 0)) return warnOnce("tell's seconds", `\`tell\` is for ${given} seconds: nobody was told.`);
	const onRefused = (reason?: WireError) => {
		const advice = reason?.code === "body_too_large" ? ADVICE : "";
		warnOnce("tell refused", `nobody was told "${text}": ${reason?.message ?? "the relay is away"}.${advice}`);
	};
	outbox.send({ kind: "tell", id: newId(), text, seconds, to }, onRefused, math.min(seconds, KEEP_TRYING));
}
