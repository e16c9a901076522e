import type { Act } from "../../wire/contract";
import type { Outcome } from "../talks/talk";

type CarryOut = (act: Act, player: Player, npc: Model) => Outcome | undefined;

let host: CarryOut = () => undefined;

/** The host game says how acts are done. */
export function useActs(carryOut: CarryOut): void {
	host = carryOut;
}

/** Does in the world what the NPC wants to do, at once, and says how it went where the relay waits to know. */
export function carryOut(act: Act, player: Player, npc: Model): Outcome | undefined {
	return host(act, player, npc);
}
