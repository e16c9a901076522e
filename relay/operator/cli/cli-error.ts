/** The one error that an operator is told. Exit code 1: refused or failed; 2: asked in the wrong way. */
export class NpcError extends Error {
  override readonly name = "NpcError";
  readonly exitCode: 1 | 2;
  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const wrongUsage = (message: string): NpcError => new NpcError(message, 2);
