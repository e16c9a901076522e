import { WebSocket } from "ws";
import { hardened } from "../minds/letta/app-server/hardening/hardening.ts";
import type { Address } from "../minds/letta/app-server/protocol/address.ts";
import type { Tool } from "../tools/tool.ts";

/** The Letta that the relay speaks to, called as its own client would: no relay, no store, one socket, the same agent. */
export async function openStraight(
  { url, token }: Address,
  agent: string,
  tools: Tool[],
): Promise<{ talk: (worker: number) => Promise<void>; close: () => void }> {
  const socket = new WebSocket(`${url}/ws`, { headers: { authorization: `Bearer ${token}` } });
  await new Promise((open, fail) => socket.once("open", open).once("error", fail));
  const waiting = new Map<string, (frame: Frame) => void>();
  socket.on("message", (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Frame;
    const conversation = frame.runtime?.conversation_id ?? frame.conversation_id;
    if (frame.request_id !== undefined) waiting.get(frame.request_id)?.(frame);
    if (frame.type === "turn_finished" && conversation !== undefined) waiting.get(conversation)?.(frame);
  });
  const next = (id: string) => new Promise<Frame>((done) => waiting.set(id, done));
  let requests = 0;
  const request = (command: Record<string, unknown>): Promise<Frame> => {
    const request_id = `bench-${requests++}`;
    socket.send(JSON.stringify({ ...command, request_id }));
    return next(request_id);
  };
  const rooms = new Map<number, Promise<{ agent_id: string; conversation_id: string }>>();
  const roomOf = (worker: number) => {
    const room = rooms.get(worker) ?? openRoom();
    rooms.set(worker, room);
    return room;
  };
  const openRoom = async () => {
    const create_conversation = { body: { summary: "bench" } };
    const started = await request({
      type: "runtime_start",
      agent_id: agent,
      create_conversation,
      ...hardened(tools, process.cwd()),
    });
    if (started.runtime === undefined) throw new Error(`Letta did not start: ${JSON.stringify(started)}`);
    return started.runtime;
  };
  return {
    close: () => socket.close(),
    talk: async (worker) => {
      const runtime = await roomOf(worker);
      const finished = next(runtime.conversation_id);
      const payload = {
        kind: "create_message",
        messages: [
          { role: "user", content: "Is the road safe?", client_message_id: `${runtime.conversation_id}-${requests++}` },
        ],
        client_tool_allowlist: tools.map((tool) => tool.name),
        client_toolset: { base: "none" },
        exclude_interactive_tools: true,
      };
      socket.send(JSON.stringify({ type: "input", runtime, payload }));
      const { stop_reason } = await finished;
      if (stop_reason !== "end_turn") throw new Error(`Letta ended with ${stop_reason ?? "nothing"}`);
    },
  };
}

interface Frame {
  type: string;
  request_id?: string;
  conversation_id?: string;
  runtime?: { agent_id: string; conversation_id: string };
  stop_reason?: string;
}
