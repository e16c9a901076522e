/**
 * Signs of our own between the steps, control characters that no words use: what a model writes of them is taken out. They fit in a
 * byte, and texts whose letters all do are read faster.
 */
export const THOUGHT_OVER = "\u0086";
/** `<` and `>` that were written as entities: part of a tag only where the tag is one that we know. */
export const LESS = "\u0087";
export const MORE = "\u0088";
/** Something stood here that is not said. */
export const GAP = "\u0089";

/** A call stood here that is to be performed: one sign a call. */
export const CALL = "\u008A";

/** The word before it is the name of a call. */
export const NAMED = "\u008B";

/** Of those signs, what a model may have written itself. */
export const OWN_SIGNS = /[\u0086-\u008B]+/g;
