// A real language model, from the game to the model and back: the compiled game in its emulator, a relay as a process of its
// own, and SmolLM2 135M behind the HTTP server of llama.cpp. Nothing in between is scripted.
//
//   node .ci/real-model.mjs                  installs both once (220 MB in ~/.cache/townsfolk/real-model) and lets Marla talk
//   node .ci/real-model.mjs npm run play     runs a command of yours beside the model instead, with OPENAI_BASE_URL at it
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { install } from "./real-model/install.mjs";
import { letMarlaTalk } from "./real-model/marla.mjs";
import { say, seconds } from "./real-model/place.mjs";
import { startModel, startRelay } from "./real-model/programs.mjs";
import { endChild, withChildren } from "./shared/children.mjs";

/** Thoughts, markers of templates and channels, stage directions, code, headings, a speaker's name before the line. */
const UNSPOKEN =
  /<\/?\w|<\||\|>|\[\/?[A-Z]{2,}|\*|^\s*[([]|```|^#+ |^\s*(marla|innkeeper|player|user|assistant)\s*:|\{\{|as an ai (language )?model/im;

process.exitCode = await withChildren("real-model", async (children) => {
  await install();
  const model = await startModel(children);
  const command = process.argv.slice(2);
  return command.length > 0 ? runBeside(model, command) : talkByEachMind(children, model);
});

async function talkByEachMind(children, model) {
  const heard = [];
  for (const mind of ["direct", "letta-app-server"]) {
    const before = await countsOf(model);
    const relay = await startRelay(children, mind, model);
    const { turns, waited } = await letMarlaTalk(relay);
    await endChild(relay.child);
    say(`${mind}: until the model had read Marla's sheet: ${waited}`);
    report(mind, turns, before, await countsOf(model));
    heard.push({
      isReal: turns.some((turn) => turn.isReal),
      isSpoken: !turns.some((turn) => UNSPOKEN.test(turn.line)),
    });
  }
  const isReal = heard.every((mind) => mind.isReal);
  say(isReal ? "every mind was heard in the game with words of a real model" : "a mind was not heard");
  return isReal && heard.every((mind) => mind.isSpoken) ? 0 : 1;
}

function report(mind, turns, before, after) {
  for (const turn of turns) {
    const shown = `first beat after ${seconds(turn.firstBeatMs)} (on the screen ${seconds(turn.seenMs)})`;
    const cost = `${turn.tokensIn} + ${turn.tokensOut} tokens`;
    say(`${mind}: "${turn.said}" -> ${shown},`);
    say(`  end after ${seconds(turn.ms)}, ${cost}, ${turn.outcome}, by ${turn.mind}: ${turn.line}`);
    if (UNSPOKEN.test(turn.line)) say(`${mind}: what no character says was read by the player: ${turn.line}`);
  }
  const rate = (tokens, time) => ((after[tokens] - before[tokens]) / (after[time] - before[time])).toFixed(0);
  const reads = rate("prompt_tokens_total", "prompt_seconds_total");
  const writes = rate("tokens_predicted_total", "tokens_predicted_seconds_total");
  say(`${mind}: reads ${reads} tokens a second, writes ${writes}`);
  const answered = turns.filter((turn) => turn.isReal).length;
  say(`${mind}: ${answered} of ${turns.length} answers in the dialogue came from the model`);
}

/** What llama.cpp has counted since its start: https://github.com/ggml-org/llama.cpp/tree/master/tools/server */
async function countsOf(model) {
  const text = await (await fetch(`${model}/metrics`)).text();
  return Object.fromEntries(
    [...text.matchAll(/^llamacpp:(\w+) ([\d.e+]+)$/gm)].map(([, name, value]) => [name, +value]),
  );
}

async function runBeside(model, [program, ...args]) {
  const child = spawn(program === "node" ? process.execPath : program, args, {
    cwd: join(import.meta.dirname, ".."),
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, OPENAI_BASE_URL: `${model}/v1` },
  });
  const [code] = await once(child, "exit");
  return code ?? 1;
}
