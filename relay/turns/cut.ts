import type { FailReason } from "../../game/townsfolk/wire/contract.ts";
import type { Screened } from "../store/schema.ts";

/** Thrown where an answer must not go on: the turn fails for this reason. */
export class Cut extends Error {
  override readonly name = "Cut";
  readonly reason: FailReason;
  constructor(reason: FailReason) {
    super(`the answer is cut: ${reason}`);
    this.reason = reason;
  }
}

/** What ends an answer whose signal has aborted: we abort with one of our reasons, or with a diversion. */
export const whyStopped = ({ reason }: AbortSignal): Cut | Diversion =>
  reason instanceof Diversion ? reason : new Cut(reason as FailReason);

/** Thrown where the player is to be told something else than the NPC's answer. */
export class Diversion extends Error {
  override readonly name = "Diversion";
  readonly screened: Screened;
  constructor(screened: Screened) {
    super(`the answer is diverted: ${screened}`);
    this.screened = screened;
  }
}

/** Thrown where a turn cannot begin before one that another relay has in hand. Nothing of it was asked or told. */
export class NotYet extends Error {
  override readonly name = "NotYet";
}
