import type { Config } from "../config.ts";
import type { MindName } from "./mind.ts";

/** `auto` is the Letta that is configured, else the embedded one. */
export const chosenMind = ({ mind, letta, appServer }: Pick<Config, "mind" | "letta" | "appServer">): MindName =>
  mind === "auto" ? (letta && !appServer ? "letta-api" : "letta-app-server") : mind;
