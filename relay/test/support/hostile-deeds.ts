import { type Completion, isOfHarness, partsOf, saidIn, textOf } from "./completion.ts";

export interface Call {
  tool: string;
  args: string;
}

/** What the model does next. */
export interface Deed {
  text?: string;
  thought?: string;
  call?: Call;
  status?: number;
  /** Before the first byte. */
  lateMs?: number;
  /** Between words. */
  delayMs?: number;
  cut?: boolean;
  hang?: boolean;
}

/** What a model that obeys does when it is asked this. */
export function decide(asked: Completion, attack: Call | undefined): Deed {
  const last = asked.messages.at(-1);
  const said = saidIn(asked).split("\n").at(-1) ?? "";
  const loop = /LOOP (\w+) (\{.*\})/.exec(said);
  if (loop) return { call: callOf(loop) };
  if (last?.role === "tool") return { text: `The tool said: ${partsOf(last).join("").slice(0, 300)}` };
  if (attack !== undefined && isOfHarness(asked)) return { call: attack };
  const call = /CALL(RAW)? (\w+) (\{.*\})/.exec(said);
  if (call) {
    const wanted = callOf([call[0], call[2] ?? "", call[3] ?? ""]);
    const offered = asked.tools.some((tool) => tool.function.name === wanted.tool);
    return call[1] !== undefined || offered ? { call: wanted } : { text: `I was not offered ${wanted.tool}.` };
  }
  const word = /RECALL (\w+)/.exec(said)?.[1];
  if (word !== undefined) return { text: whereIs(word, asked) };
  const slow = /SLOWLY (\d+)/.exec(said)?.[1];
  if (slow !== undefined)
    return { text: Array.from({ length: Number(slow) }, (_, at) => `slow${at}`).join(" "), delayMs: 30 };
  const late = /LATE (\d+)/.exec(said)?.[1];
  if (late !== undefined) return { text: "Better late than never.", lateMs: Number(late) };
  const status = /STATUS (\d{3})/.exec(said)?.[1];
  if (status !== undefined) return { status: Number(status) };
  if (said.includes("CUT")) return { text: "half of a sentence that", cut: true };
  if (said.includes("HANG")) return { hang: true };
  if (said.includes("THINK")) return { thought: "a secret thought", text: "Done thinking." };
  return { text: said.includes("EMPTY") ? "" : `You said: ${said.slice(0, 200)}` };
}

const callOf = (match: ArrayLike<string>): Call => ({ tool: match[1] ?? "", args: match[2] ?? "{}" });

function whereIs(word: string, asked: Completion): string {
  const history = asked.messages.slice(0, -1).filter((message) => message.role !== "system");
  const inHistory = history.some((message) => partsOf(message).join("\n").includes(word));
  return `system=${String(textOf(asked, "system").includes(word))} history=${String(inHistory)}`;
}
