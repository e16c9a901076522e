import type { Counts } from "../../transfer/format.ts";
import { counted } from "../terminal.ts";

export const countsIn = ({ players, conversations, memories, turns, blocks, usage }: Counts): string =>
  [
    counted(players, "player"),
    counted(conversations, "conversation"),
    counted(memories, "memory", "memories"),
    counted(turns, "turn"),
    counted(blocks, "block"),
    counted(usage, "row of usage", "rows of usage"),
  ].join(", ");
