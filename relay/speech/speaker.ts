/** Who speaks, and what the relay wants to know of what the model wrote beside the words. */
export interface Speaker {
  /** As players read it, and the sheet's id: models write both before a line. */
  name: string;
  id: string;
  /** What the rest of the cast is called, in small letters: models write lines of theirs too, with the name before. */
  others?: ReadonlySet<string>;
  /** Where not, the player's name is left out of what is said; else it is `PLAYER_NAME`, however the model wrote it. */
  callsPlayersByName?: boolean;
  /** It calls itself by its name, not "I": "Pip sniffs!" is said then, and told of who does not. */
  speaksOfItself?: boolean;
  /** What the NPC may do: by a tool's name the names of its arguments, in their order. */
  offered?: ReadonlyMap<string, readonly string[]>;
  /** A call that the model wrote as text, of a tool that is offered; nothing more is said before it is performed. */
  onCall?: (tool: string, args: Record<string, unknown>) => unknown;
  /** The model spoke as the program that it is, and the answer ended before that: it may be asked again. */
  onBrokeCharacter?: () => void;
  /** The model always thinks first and writes no opening tag: nothing is said before the closing one, or the end. */
  opensInThought?: boolean;
  /** An answer has come to its end: whether it closed a thought that it had not opened. */
  onEnd?: (closedThought: boolean) => void;
  /** Where an answer ends at the latest, always at a sentence's end: so many sentences, so many characters in all. */
  brief?: { sentences?: number; characters?: number };
}
