import type { Address } from "./protocol/address.ts";
import type { Connection } from "./protocol/connection.ts";

/** An App Server, started by the relay or run by an operator. It may die and come back, then under another address. */
export interface LettaServer {
  /** Waits until there is a server that accepts connections. Rejects when `signal` aborts. */
  up(signal: AbortSignal): Promise<Address>;
  /** False when no server is to be expected within the patience of a player. */
  isExpected(): boolean;
  /** Does on a new connection what must be done before it serves: gives the server its model provider. */
  greet(connection: Connection): Promise<void>;
  /** The server at this address broke its connection, or is silent. */
  lost(address: Address): void;
  /**
   * Erases Letta's conversation from the server's disk, if it is the one of our conversation. Nobody may be talking in it.
   * @throws when that does not succeed.
   */
  erase(thread: string, conversation: string): Promise<void>;
  /** A directory on the server's machine in which there is nothing to be found. */
  emptyDir: string;
  close(): Promise<void>;
}
