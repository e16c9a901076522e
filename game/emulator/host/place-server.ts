import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { classNames, readApiTable } from "./api-table.ts";
import { type Conditions, conditionsOf } from "./conditions.ts";
import { openHttpLine } from "./http.ts";
import { type Kernel, openKernel } from "./luau.ts";
import { type Place, readPlace, unknownClasses } from "./place.ts";
import { joinPlayer, type Player, type PlayerOptions } from "./player.ts";
import { type LogLine, startPump } from "./pump.ts";
import { buildPlaceXml } from "./rojo.ts";
import { readTree, type TreeNode } from "./tree.ts";

export interface PlaceServerOptions extends Conditions {
  /** A `.rbxlx`; without it the project's place is built by Rojo. */
  place?: string;
  /** Whether RunService:IsStudio() is true. Default true. */
  studio?: boolean;
  /** What HttpService:GetSecret finds; Studio has local secrets. `domain`: the one host that it may be sent to. */
  secrets?: Record<string, string | { value: string; domain: string }>;
  /** What there is besides the place file when the scripts start. */
  instances?: InstanceSettings[];
  log?: (line: LogLine) => void;
  /** Game seconds in a real second. */
  speed?: number;
}

/** An instance, made where it is not there, and attributes that it is given. `parent` is a path, such as "ServerStorage". */
export interface InstanceSettings {
  parent: string;
  className: string;
  name: string;
  attributes: Record<string, string | number | boolean>;
}

export interface Bubble {
  speaker: string;
  text: string;
  /** The UserId of who saw it. */
  seenBy: number;
}

export interface TextFilter {
  /** What it masks. */
  words?: string[];
  /** What it masks besides in text that is for everybody. */
  forAll?: string[];
  fails?: boolean;
  /** It does not answer for as long as this is so. */
  hangs?: boolean;
}

export interface Census {
  instances: number;
  connections: number;
  /** Those that wait for time or for the network. */
  threads: number;
}

/** A place server and its players, open until `close`. */
export interface PlaceServer {
  join(options: PlayerOptions): Promise<Player>;
  /**
   * Waits until `check` gives something truthy, asking after steps of the game, the less often the longer it takes. Throws after
   * `ms` (default 60000: a machine may be slow, and only what hangs waits so long).
   */
  until<T>(check: () => T | Promise<T>, ms?: number): Promise<NonNullable<T>>;
  logs: LogLine[];
  errors(): string[];
  requestsLastMinute(): number;
  /** What Roblox's text filter does from now on. */
  filter(filter: TextFilter): Promise<void>;
  bubbles(): Promise<Bubble[]>;
  /** An instance by its path, such as "Workspace.Barrel". */
  see(path: string): Promise<TreeNode>;
  heapKiB(): number;
  /** What there is of everything that a script can leave behind. */
  census(): Promise<Census>;
  /** Everybody leaves and the game's BindToClose functions end, as when Roblox shuts a place server down. Then nothing runs. */
  shutDown(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a place outside Roblox. What it does not have: physics, sound, rendering (letters are as wide as a common
 * font's), replication (all see one tree), line of sight of prompts, and read-only properties that follow from those.
 */
export async function startPlaceServer(options: PlaceServerOptions = {}): Promise<PlaceServer> {
  const { place: file, studio = true, speed = 1, secrets = {}, instances = [], log, ...given } = options;
  const xml = file ? await readFile(file, "utf8") : await buildPlaceXml();
  const place = readPlace(xml);
  const conditions = conditionsOf(given, place);
  const apiTable = readApiTable();
  const problems = unknownClasses(place, classNames(apiTable));
  if (problems.length > 0) throw new Error(problems.join("\n"));

  const kernel = await openKernel();
  const [seed, epoch] = [randomInt(2 ** 31), Date.now() / 1000];
  await kernel.call("boot", apiTable, { seed, epoch, studio, speed, secrets, ...conditions });
  await loadPlace(kernel, place);
  for (const { parent, className, name, attributes } of instances)
    await kernel.call("set", parent, className, name, attributes);
  await kernel.call("start");

  const logs: LogLine[] = [];
  const http = openHttpLine();
  const onLog = (line: LogLine) => {
    logs.push(line);
    log?.(line);
  };
  const pump = startPump(kernel, http, onLog, speed);
  const errors = () => logs.filter((line) => line.level === "error").map((line) => `${line.from}: ${line.text}`);

  async function until<T>(check: () => T | Promise<T>, ms = 60_000): Promise<NonNullable<T>> {
    const deadline = performance.now() + ms;
    for (;;) {
      const began = performance.now();
      const found = await check();
      if (found) return found;
      const looked = performance.now();
      if (looked > deadline) throw new Error(`${ms} ms in vain for ${String(check)}\n${errors().join("\n")}`);
      do await pump.nextStep();
      while (performance.now() - looked < PAUSE * (looked - began));
    }
  }

  let isOpen = true;
  return {
    join: (player) => joinPlayer(pump, { ...conditions.players, ...player }),
    until,
    logs,
    errors,
    requestsLastMinute: http.requestsLastMinute,
    filter: async ({ words = [], forAll = [], fails = false, hangs = false }) => {
      await pump.act("filter", { words, forAll, fails, hangs });
    },
    bubbles: async () => (await pump.look("bubbles")) as Bubble[],
    see: (path) => readTree(pump, path),
    heapKiB: pump.heapKiB,
    census: async () => (await pump.look("census")) as Census,
    async shutDown() {
      await pump.act("close", conditions.firstAtShutDown);
      await until(() => pump.look("hasClosed"), 40_000);
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      const stopping = pump.stop();
      await http.close();
      await stopping;
    },
  };
}

/** Of the time that a look takes: Luau has the rest for the game. */
const PAUSE = 2;

async function loadPlace(kernel: Kernel, { nodes, references, scripts }: Place): Promise<void> {
  await kernel.call("load", nodes, references);
  for (const { reference, path, source } of scripts) await kernel.addScript(reference, path, source);
}
