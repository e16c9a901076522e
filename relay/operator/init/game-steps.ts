import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { findGameProject, type GameProject } from "./game-project.ts";
import type { Step } from "./step.ts";

/** What a Roblox game in the folder needs to talk to the relay. What is there of it already is left out. */
export function gameSteps(folder: string): Step[] {
  const project = findGameProject(folder);
  if (project.kind === "roblox-ts") return [...robloxTsSteps(folder, project), ...httpSteps(project), MARK];
  if (project.kind === "rojo") return [...rojoSteps(folder, project), ...httpSteps(project), MARK];
  return [{ kind: "do", what: `In Studio put ${MODEL} into ServerScriptService, ${ALLOW}` }, MARK];
}

const MODEL = "townsfolk.rbxm (from the release's page, or from dist/ where you have built it)";
/** https://create.roblox.com/docs/cloud-services/http-service */
const ALLOW = "and turn on Allow HTTP Requests (File, Experience Settings, Security).";
const MARK: Step = {
  kind: "do",
  what: "In Studio give each NPC's Model the tag TownsfolkNpc, and the attribute TownsfolkId with the name of its sheet.",
};

function robloxTsSteps(folder: string, { packages, rojo }: GameProject): Step[] {
  return [
    // Its React comes with it: the one that npm finds by its name alone is older, and refused.
    ...when(!packages.includes("@rbxts/townsfolk"), "npm install @rbxts/townsfolk"),
    ...scriptSteps(folder, "server", "townsfolk.server.ts", SERVER_TS),
    ...scriptSteps(folder, "client", "townsfolk.client.ts", CLIENT_TS),
    ...when(
      rojo !== "" && !rojo.includes("@rbxts-js"),
      `React needs its own scope in the game. Add to your project file, beside "@rbxts":
"@rbxts-js": { "$path": "node_modules/@rbxts-js" }`,
    ),
  ];
}

function rojoSteps(folder: string, { rojo, usesWally }: GameProject): Step[] {
  if (/townsfolk\.rbxm|"Townsfolk"\s*:/.test(rojo)) return [];
  if (!usesWally)
    return [
      {
        kind: "do",
        what: /"ServerScriptService"/.test(rojo)
          ? `Put ${MODEL} into this folder, and into your project file, in its "ServerScriptService":
"Townsfolk": { "$path": "townsfolk.rbxm" }`
          : `Put ${MODEL} into this folder, and into your project file, in its "tree":
"ServerScriptService": { "Townsfolk": { "$path": "townsfolk.rbxm" } }`,
      },
    ];
  const wally = readFileSync(join(folder, "wally.toml"), "utf8");
  return [
    ...when(
      !/townsfolk/i.test(wally),
      `Add to [dependencies] in wally.toml, then run wally install:
Townsfolk = "townsfolk/townsfolk@0.1"`,
    ),
    ...scriptSteps(folder, "server", "townsfolk.server.luau", SERVER_LUAU),
    ...scriptSteps(folder, "client", "townsfolk.client.luau", CLIENT_LUAU),
  ];
}

/** A script of its own beside the game's, where the game has a folder for such and starts the library nowhere in it. */
function scriptSteps(folder: string, side: "server" | "client", name: string, text: string): Step[] {
  const at = `src/${side}`;
  if (statSync(join(folder, at), { throwIfNoEntry: false })?.isDirectory() !== true)
    return [{ kind: "do", what: `Add a ${side} script, ${name}:\n${text.trimEnd()}` }];
  const starts = side === "server" ? "startTownsfolk" : /startDialogue|talks/;
  const file = `${at}/${name}`;
  if (lstatSync(join(folder, file), { throwIfNoEntry: false })) return [{ kind: "keep", file, why: "is there" }];
  const isStarted = scriptsIn(join(folder, at)).some(
    (script) => /townsfolk/i.test(script) && script.search(starts) >= 0,
  );
  return isStarted ? [{ kind: "keep", file: at, why: "starts the library" }] : [{ kind: "write", file, text }];
}

const scriptsIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(luau?|tsx?)$/.test(name) && existsSync(join(folder, name)))
    .map((name) => readFileSync(join(folder, name), "utf8"));

const httpSteps = ({ rojo }: GameProject): Step[] =>
  when(
    !/"HttpEnabled"\s*:\s*true/.test(rojo),
    `Let the game make requests. In your project file, in its "tree":
"HttpService": { "$properties": { "HttpEnabled": true } }
Live sync cannot set it: open the built place, or in Studio turn it on (File, Experience Settings, Security).`,
  );

const when = (isNeeded: boolean, what: string): Step[] => (isNeeded ? [{ kind: "do", what }] : []);

const SERVER_TS = `import { startTownsfolk } from "@rbxts/townsfolk";

startTownsfolk({ acts: [] });
`;
const CLIENT_TS = `import { startDialogue } from "@rbxts/townsfolk";

startDialogue();
`;
const SERVER_LUAU = `local ReplicatedStorage = game:GetService("ReplicatedStorage")
local Townsfolk = require(ReplicatedStorage.Packages.Townsfolk)

Townsfolk.startTownsfolk({ acts = {} })
`;
const CLIENT_LUAU = `local ReplicatedStorage = game:GetService("ReplicatedStorage")
local Townsfolk = require(ReplicatedStorage:WaitForChild("Packages"):WaitForChild("Townsfolk"))

Townsfolk.startDialogue()
`;
