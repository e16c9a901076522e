/**
 * Of which of several Lettas something is stands before its id in the relay's store. The first of a relay's own has no name, as
 * one that is alone has none.
 */
export const nameOf = (id: string): string => (id.includes(MARK) ? id.slice(0, id.indexOf(MARK)) : "");

/** An id of a Letta's own as the store keeps it. */
export const withName = (shard: string, id: string): string => (shard === "" ? id : `${shard}${MARK}${id}`);

export const withoutName = (id: string): string => id.slice(id.indexOf(MARK) + 1);

/** Of a relay's own Lettas, beginning with the relay's name where others may be on its store. */
export const ownName = (relay: string, name: string): string => [relay, name].filter((part) => part !== "").join("-");

/** The relay whose own a Letta of this name is; "" where that cannot be another's. */
export const relayOf = (shard: string): string => /^([0-9a-f]{8})(-\d+)?$/.exec(shard)?.[1] ?? "";

/** No id of Letta's has it, nor has an address. */
const MARK = "|";
