import type { MindName } from "./mind.ts";

export interface MindSettings {
  mind: "auto" | MindName;
  /** A server of Letta's V1 API: self-hosted, or Letta Cloud. */
  letta?: { baseUrl: string; token?: string };
  /** An operator's own App Servers; absent: the relay runs them itself. `gatewayUrl` is our gateway as those reach it. */
  appServers?: { servers: AppServer[]; gatewayUrl?: string };
  /** How many App Servers the relay runs, where it runs them itself. */
  lettaProcesses: number;
  /** Everything the relay and its Letta write. Absolute. */
  dataDir: string;
  deadlines: Deadlines;
  /** The few variables that a child process needs of the system's. */
  systemEnv: Record<string, string | undefined>;
}

export interface AppServer {
  url: string;
  token: string;
}

/** How long an answer may take, in milliseconds from when the mind takes the turn up. */
export interface Deadlines {
  /** So long a mind may be silent before the fallback mind takes its place, which leaves that one time before the first beat is due. */
  silenceMs: number;
  /** Then the first beat is due, or at least a first word or thought that tells that one is under way. */
  firstBeatMs: number;
  wholeAnswerMs: number;
}

/** After these a player has stopped believing that the NPC thinks. */
export const DEADLINES: Deadlines = { silenceMs: 5_000, firstBeatMs: 8_000, wholeAnswerMs: 30_000 };

/** `auto` is the Letta that is configured, else the embedded one. */
export const chosenMind = ({
  mind,
  letta,
  appServers,
}: Pick<MindSettings, "mind" | "letta" | "appServers">): MindName =>
  mind === "auto" ? (letta && !appServers ? "letta-api" : "letta-app-server") : mind;
