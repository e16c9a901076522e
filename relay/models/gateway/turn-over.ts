import { ProviderError } from "../client/provider-error.ts";

/** The turn that the call belongs to has ended before a word was said: nobody's fault. */
export class TurnOver extends ProviderError {
  constructor() {
    super(400, "The turn is over.");
  }
}
