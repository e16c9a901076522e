import { z } from "zod";
import type { Logger } from "../../../observe/logger.ts";
import type { Mind } from "../../mind.ts";
import type { AppServer } from "../../settings.ts";
import type { LettaNeeds } from "../shared/letta-needs.ts";
import { createLettaAppServer } from "./letta-app-server.ts";
import { connectGateway } from "./models.ts";
import { connect, demand } from "./protocol/connection.ts";
import type { LettaServer } from "./server.ts";
import { startShards } from "./shards/start-shards.ts";

/** Ours, as those servers reach it. */
interface Gateway {
  url: string;
  token: string;
}

/**
 * The NPCs as agents of App Servers that an operator runs. Each is spoken to in the same hardened way as one of our own, and
 * refused when it will not confirm that it is as hardened.
 * @throws when none can be reached, or all are refused.
 */
export function connectOperatorsLettas(servers: AppServer[], gateway: Gateway, needs: LettaNeeds): Promise<Mind> {
  const lettas = servers.map((address) => ({
    // One that is alone goes by no name.
    name: servers.length === 1 ? "" : address.url.replace(/^wss?:\/\//, ""),
    start: (own: LettaNeeds) => createLettaAppServer({ server: operatorsServer(address, gateway, own.log), ...own }),
  }));
  return startShards(lettas, needs);
}

function operatorsServer(address: AppServer, gateway: Gateway, log: Logger): LettaServer {
  return {
    // There on every machine; no agent has a tool that could look into it.
    emptyDir: "/tmp",
    up: () => Promise.resolve(address),
    isExpected: () => true,
    greet: (connection) => connectGateway(connection, gateway),
    lost: () => undefined,
    // The protocol has no command to delete a conversation, and that machine's disk is not ours: it is only put away.
    erase: async (thread) => {
      const connection = await connect(address, log);
      try {
        await demand(
          connection,
          { type: "conversation_update", conversation_id: thread, body: { archived: true } },
          z.unknown(),
        );
      } finally {
        connection.close();
      }
    },
    close: () => Promise.resolve(),
  };
}
