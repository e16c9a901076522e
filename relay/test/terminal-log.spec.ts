import pretty from "pino-pretty";
import { IN_A_TERMINAL } from "../observe/logger.ts";

test("in a terminal a turn is one line of the log", () => {
  const turn = {
    level: 30,
    time: 0,
    turn: "t",
    npc: "guard",
    mind: "direct",
    outcome: "done",
    ms: 12,
    usd: 0,
    msg: "turn",
  };
  const written = pretty.prettyFactory({ ...IN_A_TERMINAL, colorize: false })(turn);
  expect(written.trim().split("\n")).toHaveLength(1);
  expect(written).toMatch(/INFO: turn .*"npc":"guard".*"ms":12/);
});
