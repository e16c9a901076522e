/** Signs of our own between the steps, from a private plane that no words use: what a model writes of them is taken out. */
export const THOUGHT_OVER = "\uE000";
/** `<` and `>` that were written as entities: part of a tag only where the tag is one that we know. */
export const LESS = "\uE001";
export const MORE = "\uE002";
/** Something stood here that is not said. */
export const GAP = "\uE003";

/** A call stood here that is to be performed: one sign a call. */
export const CALL = "\uE004";

/** The word before it is the name of a call. */
export const NAMED = "\uE005";

/** Of those signs, what a model may have written itself. */
export const OWN_SIGNS = /[\uE000-\uE00F]+/g;
