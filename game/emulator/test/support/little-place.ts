import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PlaceServer, type PlaceServerOptions, startPlaceServer } from "../../host/place-server.ts";
import type { Where } from "../../host/player.ts";

/** What a player of the little place can find. */
export const BARREL: Where = { attribute: "Kind", value: "barrel" };

export interface Scripts {
  server?: string;
  client?: string;
  /** ModuleScripts of ReplicatedStorage, by name. */
  shared?: Record<string, string>;
  /** Workspace.SignalBehavior, as its number. */
  signalBehavior?: number;
}

const opened: PlaceServer[] = [];

/** A place with nothing but these scripts and a barrel at (0, 3, 0) with a prompt. */
export async function openLittlePlace(scripts: Scripts, options: PlaceServerOptions = {}): Promise<PlaceServer> {
  const folder = await mkdtemp(join(tmpdir(), "little-place-"));
  const place = join(folder, "little-place.rbxlx");
  try {
    await writeFile(place, placeXml(scripts));
    const server = await startPlaceServer({ place, ...options });
    opened.push(server);
    return server;
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function closeLittlePlaces(): Promise<void> {
  await Promise.all(opened.splice(0).map((server) => server.close()));
}

/** What the scripts print once they have printed `count` lines. */
export async function printed(server: PlaceServer, count: number): Promise<string[]> {
  const lines = () => server.logs.filter((line) => line.level === "print").map((line) => line.text);
  await server.until(() => lines().length >= count);
  return lines();
}

function placeXml({ server = "", client = "", shared = {}, signalBehavior = 0 }: Scripts): string {
  const modules = Object.entries(shared).map(([name, source]) => script("ModuleScript", name, source));
  return `<roblox version="4">
    ${item("Workspace", "Workspace", `<token name="SignalBehavior">${signalBehavior}</token>`, BARREL_XML)}
    ${item("HttpService", "HttpService", '<bool name="HttpEnabled">true</bool>')}
    ${item("ServerStorage", "ServerStorage", "", item("Folder", "Vault"))}
    ${item("ReplicatedStorage", "ReplicatedStorage", "", modules.join(""))}
    ${item("ServerScriptService", "ServerScriptService", "", script("Script", "Server", server))}
    ${item(
      "StarterPlayer",
      "StarterPlayer",
      "",
      item("StarterPlayerScripts", "StarterPlayerScripts", "", script("LocalScript", "Client", client)),
    )}
  </roblox>`;
}

function script(className: string, name: string, source: string): string {
  return item(className, name, `<ProtectedString name="Source"><![CDATA[${source}]]></ProtectedString>`);
}

let items = 0;

function item(className: string, name: string, properties = "", children = ""): string {
  items += 1;
  return `<Item class="${className}" referent="R${items}">
    <Properties><string name="Name">${name}</string>${properties}</Properties>${children}</Item>`;
}

/** The attribute Kind = "barrel", in Roblox's binary form. */
const KIND = Buffer.from("\x01\0\0\0\x04\0\0\0Kind\x02\x06\0\0\0barrel").toString("base64");

const BARREL_XML = item(
  "Model",
  "Barrel",
  `<BinaryString name="AttributesSerialize">${KIND}</BinaryString>`,
  item(
    "Part",
    "HumanoidRootPart",
    '<Vector3 name="size"><X>2</X><Y>2</Y><Z>1</Z></Vector3>',
    item("ProximityPrompt", "Prompt", '<float name="MaxActivationDistance">10</float>'),
  ),
);
