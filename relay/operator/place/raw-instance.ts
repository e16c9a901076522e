/** The properties that tell who talks in a place, and what its scripts declare. */
export const WANTED = ["Name", "Tags", "AttributesSerialize", "Source"] as const;
export type Wanted = (typeof WANTED)[number];

/** An instance as a file has it. */
export interface RawInstance {
  className: string;
  parent?: RawInstance;
  /** The bytes of each wanted property that it has. */
  properties: Map<Wanted, Buffer>;
}

/** Why a place cannot be looked at, in words. */
export class PlaceError extends Error {
  override readonly name = "PlaceError";
  /** What to do about it, where that is not to save it anew. */
  readonly todo: string | undefined;
  constructor(message: string, todo?: string) {
    super(message);
    this.todo = todo;
  }
}
