import { z } from "zod";

/**
 * What an App Server sends by itself, as far as we use it; all else is ignored. The types are in
 * `@letta-ai/letta-code/dist/types/types/protocol_v2.d.ts`; checked here with what 0.32.18 really sends.
 */
export type Frame = z.infer<typeof frame>;
export type FrameOf<T extends Frame["type"]> = Extract<Frame, { type: T }>;

/** One conversation on the server, by the names that the server knows. */
export interface Runtime {
  agent_id: string;
  conversation_id: string;
}

export const runtime = z.object({ agent_id: z.string(), conversation_id: z.string() });

export const reflection = z.object({ trigger: z.string() });

const frame = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("update_loop_status"),
    runtime,
    /** Which of our messages each run answers: the only link between a message and the pieces of its answer. */
    loop_status: z.object({ client_message_ids_by_run_id: z.record(z.string(), z.array(z.string())).default({}) }),
  }),
  z.object({
    type: z.literal("update_queue"),
    runtime,
    queue: z.array(z.object({ id: z.string(), client_message_id: z.string() })),
  }),
  z.object({
    type: z.literal("stream_delta"),
    runtime,
    delta: z.object({
      message_type: z.string(),
      run_id: z.string().optional(),
      event_type: z.string().optional(),
      content: z.unknown().optional(),
      stop_reason: z.string().optional(),
    }),
  }),
  z.object({
    type: z.literal("turn_finished"),
    runtime,
    stop_reason: z.string(),
    run_id: z.string().optional(),
    error: z.string().optional(),
  }),
  z.object({
    type: z.literal("external_tool_call_request"),
    request_id: z.string(),
    runtime,
    tool_name: z.string(),
    input: z.unknown().optional(),
  }),
  z.object({
    type: z.literal("control_request"),
    request_id: z.string(),
    agent_id: z.string().optional(),
    conversation_id: z.string().optional(),
  }),
  z.object({
    type: z.literal("update_device_status"),
    runtime,
    device_status: z.object({
      current_permission_mode: z.string(),
      current_toolset: z.string().nullable(),
      current_loaded_tools: z.array(z.string()),
      current_available_skills: z.array(z.unknown()),
      background_processes: z.array(z.unknown()),
      reflection_settings: reflection.nullable(),
    }),
  }),
  z.object({ type: z.literal("update_subagent_state"), runtime, subagents: z.array(z.unknown()) }),
]);

/** `undefined` for what we have no use for. @throws when a frame that we need is not as we know it. */
export function readFrame(message: { type?: unknown }): Frame | undefined {
  if (typeof message.type !== "string" || !frame.def.options.some((one) => one.shape.type.value === message.type))
    return undefined;
  return frame.parse(message);
}

/** The text of an `assistant_message`, which comes as a string or in parts. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = textParts.safeParse(content);
  return parts.success ? parts.data.map((part) => part.text ?? "").join("") : "";
}

const textParts = z.array(z.object({ text: z.string().optional() }));

export const isOf = (frame: { runtime: Runtime }, { agent_id, conversation_id }: Runtime): boolean =>
  frame.runtime.agent_id === agent_id && frame.runtime.conversation_id === conversation_id;
