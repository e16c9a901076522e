import type { Special } from "./properties.ts";
import type { Pump } from "./pump.ts";
import { flatten, readTree, type TreeNode } from "./tree.ts";

export interface PlayerOptions {
  userId: number;
  /** The UserId in digits, where it is one that no number holds exactly. */
  fullId?: string;
  /** Whether Player.User is there. Default true. */
  hasUser?: boolean;
  name: string;
  displayName?: string;
  /** Roblox's name for the player's language. Default `en-us`. */
  localeId?: string;
  /** Where the character stands, in studs. */
  at?: Point;
  /** What CanUserChatAsync answers. Default true. */
  canChat?: boolean;
  /** Studs within which parts are streamed in: what lies farther off comes as nil by remotes. Default: all are there. */
  streams?: number;
  device?: Device;
  /** The letters on the keyboard. Default `QWERTY`. */
  keys?: "QWERTY" | "AZERTY";
  /** Whose gamepad it is. Default `Xbox`. */
  pad?: "Xbox" | "PlayStation";
  screen?: ScreenOptions;
  /** `locked`: as in first person and with shift lock, the mouse presses nothing unless a Modal button is seen. */
  mouse?: "free" | "locked";
  /** Overrides of what PolicyService answers; `false`: it fails. */
  policy?: Record<string, unknown> | false;
}

/** What the player sees the game on, and what they have chosen in Roblox's settings. */
export interface ScreenOptions {
  /** Pixels. Default 1280 x 720. */
  width?: number;
  height?: number;
  /** Pixels that the device's notch and round corners take at each side. Default none. */
  cutout?: [left: number, top: number, right: number, bottom: number];
  /** Pixels below that which Roblox's own bar takes at the top. Default 0, where Roblox has 58. */
  topBar?: number;
  /** Pixels that the keyboard takes at the bottom while a touch player writes. Default 0. */
  keyboard?: number;
  textSize?: "Medium" | "Large" | "Larger" | "Largest";
  reducesMotion?: boolean;
  /** GuiService.PreferredTransparency, 0 to 1. Default 1. */
  transparency?: number;
}

export type Point = [x: number, y: number, z: number];

/** An instance by its path, or the one in the Workspace whose attribute has this value. */
export type Where = string | { attribute: string; value: string };

/** `remote`: of a television, without thumbsticks. */
export type Device = "keyboard" | "gamepad" | "touch" | "remote";

/** A GUI object's name, the text on it, or a test of either. */
export type Target = string | ((node: TreeNode) => boolean);

/** A player at the keyboard. What a real player could not do is refused with the reason. */
export interface Player {
  userId: number;
  name: string;
  /** To a point in studs, or to within reach of what is there. */
  walkTo(goal: Point | Where): Promise<void>;
  /** Presses the ProximityPrompt that is there or in it, when it is within reach. */
  press(where: Where): Promise<void>;
  /** The same from any distance, as an exploiter can. */
  forcePrompt(where: Where): Promise<void>;
  gui(): Promise<TreeNode>;
  /** All that can be read on the screen, in order. */
  texts(): Promise<string[]>;
  click(target: Target): Promise<void>;
  type(target: Target, text: string, options?: { enter?: boolean }): Promise<void>;
  /** Presses and lets go of an `Enum.KeyCode`. */
  pressKey(key: string): Promise<void>;
  /** The path of what a gamepad has selected. */
  selected(): Promise<string | undefined>;
  /** All that a gamepad may select, by path: what its four directions lead to from there. */
  ways(): Promise<Record<string, string[]>>;
  useDevice(device: Device): Promise<void>;
  /** Turns the phone, or changes settings, while the game runs: what is not given is as by default. */
  useScreen(screen: ScreenOptions): Promise<void>;
  die(): Promise<void>;
  respawn(): Promise<void>;
  leave(): Promise<void>;
  /** How many messages have come to this client by the RemoteEvent of this name. */
  heard(remote: string): Promise<number>;
  /** Fires a remote of ReplicatedStorage with anything, also `instanceAt` and `bytes`. */
  cheat(remote: string, ...given: unknown[]): Promise<void>;
}

export async function joinPlayer(pump: Pump, options: PlayerOptions): Promise<Player> {
  const { userId, name } = options;
  await pump.act("join", options);

  const act = async (what: string, ...given: unknown[]): Promise<void> => {
    await pump.act(what, userId, ...given);
  };
  const gui = () => readTree(pump, `Players.${name}.PlayerGui`);
  const seen = async () => flatten(await gui()).filter((node) => node.visible);
  const find = async (target: Target, className: string): Promise<number> => {
    const nodes = (await seen()).filter((node) => node.className.endsWith(className));
    const found = nodes.find(
      typeof target === "function" ? target : (node) => node.name === target || node.text === target,
    );
    if (!found) throw new Error(`${name} sees no ${className} ${String(target)}, only: ${(await texts()).join(" | ")}`);
    return found.id;
  };
  const texts = async () => (await seen()).flatMap((node) => (node.text ? [node.text] : []));

  return {
    userId,
    name,
    walkTo: (goal) => act("walk", Array.isArray(goal) ? goal : { to: goal }),
    press: (where) => act("press", where, false),
    forcePrompt: (where) => act("press", where, true),
    gui,
    texts,
    click: async (target) => act("click", await find(target, "Button")),
    type: async (target, text, { enter = false } = {}) => act("type", await find(target, "TextBox"), text, enter),
    pressKey: (key) => act("key", key),
    selected: async () => ((await pump.look("selected", userId)) as string | null) ?? undefined,
    ways: async () => (await pump.look("ways", userId)) as Record<string, string[]>,
    useDevice: (device) => act("device", device),
    useScreen: (screen) => act("screen", screen),
    die: () => act("health", 0),
    respawn: () => act("respawn"),
    leave: () => act("leave"),
    heard: async (remote) => (await pump.look("heard", userId, remote)) as number,
    cheat: (remote, ...given) => act("cheat", remote, given.map(odd)),
  };
}

/** An instance as an argument of `cheat`. */
export function instanceAt(path: string): Special {
  return { $: "Instance", v: [path] };
}

/** A string of these bytes as an argument of `cheat`: it need not be UTF-8. */
export function bytes(...values: number[]): Special {
  return { $: "Bytes", v: values };
}

/** What JSON cannot hold, written so that the kernel can read it. */
function odd(value: unknown): unknown {
  if (value === undefined || value === null) return { $: "Nil", v: [] };
  if (typeof value === "number" && !Number.isFinite(value)) return { $: "Number", v: [luauNumber(value)] };
  if (Array.isArray(value)) return value.map(odd);
  if (typeof value !== "object" || "$" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, odd(entry)]));
}

function luauNumber(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}
