import type { Place } from "./place.ts";
import type { PlayerOptions } from "./player.ts";

/** What differs from one real place or network to the next. The defaults are the kindest. */
export interface Conditions {
  /** Whether events run their listeners later in the step or at once. Default: Workspace.SignalBehavior, else `Deferred`. */
  signalBehavior?: "Deferred" | "Immediate";
  /** Game seconds that a message takes between the server and a client, one way. Default 0. */
  latency?: number;
  /** Game seconds that it may take longer, by chance. Default 0. */
  jitter?: number;
  /** The share of what UnreliableRemoteEvents send that never comes, 0 to 1. Default 0. */
  loss?: number;
  /** Seconds after which HttpService gives a request up, and the longest `Timeout` that it takes. Default 60. */
  httpTimeout?: number;
  /** What ShouldDeliverCallback finds of a message: the reference does not say. Default `typed`. */
  serverSeesChat?: "typed" | "filtered";
  /** Whether an input that an InputContext or a bound action has sunk still reaches the other: the reference does not say. Default `both`. */
  inputReaches?: "both" | "InputContext first" | "action first";
  /** Classes that this Roblox does not have. Default `InputActionLabel`, which is in beta. */
  absent?: string[];
  /** What comes first when the place server shuts down: the reference does not say. Default `PlayerRemoving`. */
  firstAtShutDown?: "PlayerRemoving" | "BindToClose";
  /** What players have who do not say. */
  players?: Pick<PlayerOptions, "device" | "screen" | "mouse" | "keys" | "pad">;
}

const KINDEST: Required<Conditions> = {
  signalBehavior: "Deferred",
  latency: 0,
  jitter: 0,
  loss: 0,
  httpTimeout: 60,
  serverSeesChat: "typed",
  inputReaches: "both",
  absent: ["InputActionLabel"],
  firstAtShutDown: "PlayerRemoving",
  players: {},
};

/**
 * The conditions of a run: as given, else as the variable EMULATOR has them in JSON, so that specs which know nothing of
 * it run under any: `EMULATOR='{"signalBehavior":"Immediate"}' npm test -- game/test`.
 */
export function conditionsOf(given: Conditions, place: Place): Required<Conditions> {
  return { ...KINDEST, ...ofPlace(place), ...(JSON.parse(process.env.EMULATOR ?? "{}") as Conditions), ...given };
}

/** `Default` says nothing: it is Immediate today, and is to become Deferred. */
function ofPlace({ nodes }: Place): Conditions {
  const chosen = nodes.find(({ className }) => className === "Workspace")?.properties.SignalBehavior;
  if (chosen === 1) return { signalBehavior: "Immediate" };
  return chosen === 2 ? { signalBehavior: "Deferred" } : {};
}
