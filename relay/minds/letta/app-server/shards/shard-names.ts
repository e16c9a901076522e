/**
 * Of which of several Lettas something is stands before its id in the relay's store. The first of a relay's own has no name, as
 * one that is alone has none.
 */
export const nameOf = (id: string): string => (id.includes(MARK) ? id.slice(0, id.indexOf(MARK)) : "");

/** An id of a Letta's own as the store keeps it. */
export const withName = (shard: string, id: string): string => (shard === "" ? id : `${shard}${MARK}${id}`);

export const withoutName = (id: string): string => id.slice(id.indexOf(MARK) + 1);

/** No id of Letta's has it, nor has an address. */
const MARK = "|";
