/** What differs from one real place or network to the next. The defaults are the kindest. */
export interface Conditions {
  /** Whether events run their listeners later in the step (default) or at once: Workspace.SignalBehavior. */
  signalBehavior?: "Deferred" | "Immediate";
}

/**
 * The conditions of a run: as given, else as the variable EMULATOR has them in JSON, so that specs which know nothing of
 * it run under any: `EMULATOR='{"signalBehavior":"Immediate"}' npm test -- game/test`.
 */
export function conditionsOf({ signalBehavior }: Conditions): Required<Conditions> {
  const everywhere = JSON.parse(process.env.EMULATOR ?? "{}") as Conditions;
  return { signalBehavior: signalBehavior ?? everywhere.signalBehavior ?? "Deferred" };
}
