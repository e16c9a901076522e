import { z } from "zod";
import type { Logger } from "../../../observe/logger.ts";
import type { Mind } from "../../mind.ts";
import type { LettaNeeds } from "../shared/letta-needs.ts";
import { createLettaAppServer } from "./letta-app-server.ts";
import { connectGateway } from "./models.ts";
import { connect, demand } from "./protocol/connection.ts";
import type { LettaServer } from "./server.ts";

interface OperatorsServer {
  /** `ws://` or `wss://`, with the port. */
  url: string;
  token: string;
  /** Our gateway, as that server reaches it. */
  gateway: { url: string; token: string };
}

/**
 * The NPCs as agents of an App Server that an operator runs. It is spoken to in the same hardened way as one of our own, and
 * refused when it will not confirm that it is as hardened.
 * @throws when it cannot be reached or is refused.
 */
export const connectOperatorsLetta = ({ url, token, gateway, ...needs }: OperatorsServer & LettaNeeds): Promise<Mind> =>
  createLettaAppServer({ server: operatorsServer({ url, token, gateway }, needs.log), ...needs });

function operatorsServer({ url, token, gateway }: OperatorsServer, log: Logger): LettaServer {
  const address = { url, token };
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
