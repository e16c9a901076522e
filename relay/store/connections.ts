import type { DatabaseConnection } from "kysely";

/** Of stores, the connection for what is outside of a transaction, which stays open as long as the store; and of transactions under way their own. */
export const CONNECTIONS = new WeakMap<object, DatabaseConnection>();
