import { hash } from "node:crypto";

/** For what relays count together: nothing in the database tells whose it is, and a player who is erased is in no table. */
export const idOf = (what: string, whose: string): string => hash("sha256", `${what} ${whose}`, "base64url");
