import type { Completion } from "./model.ts";

const ARGS = { minutes: 3, loudly: true, with: "hat" };

/** A wave as a game other than the example declares it, in Luau; the guard's sheet allows `wave`. */
export const wave = (rest: string): string => `
local wave = defineAct({
  name = "wave", description = "Wave for some minutes.", waits = true,
  args = { minutes = arguments.whole(1, 10), loudly = arguments.flag, with = arguments.choice({ "hand", "hat" }) },
  ${rest}
})
startTownsfolk({ acts = { wave } })`;

/** A model that calls the act once for each thing that is said, and keeps what came of it. */
export function waving(results: string[] = []) {
  return (completion: Completion): void => {
    const last = completion.messages.at(-1);
    if (last?.role !== "tool" && completion.tools.includes("wave")) return completion.call("wave", ARGS);
    if (last?.role === "tool") results.push(String(last.content));
    completion.say("There.");
    completion.end();
  };
}
