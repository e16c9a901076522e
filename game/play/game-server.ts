import {
  type InstanceSettings,
  type PlaceServer,
  type PlaceServerOptions,
  startPlaceServer,
} from "../emulator/host/place-server.ts";
import type { Player, PlayerOptions, Point, Where } from "../emulator/host/player.ts";

export interface GameServerOptions extends PlaceServerOptions {
  /** The relay and a key to it. Without it the game finds none. */
  relay?: { url: string; key: string } | undefined;
}

/** A place server of this game. */
export interface GameServer extends Omit<PlaceServer, "join"> {
  join(options: PlayerOptions): Promise<GamePlayer>;
}

/** A player who finds NPCs by their id, and anything else by its path in the Workspace. */
export interface GamePlayer extends Omit<Player, "walkTo" | "press" | "forcePrompt"> {
  /** To a point in studs, or to within reach of the NPC. */
  walkTo(goal: Point | string): Promise<void>;
  /** Presses the NPC's prompt, when it is within reach. */
  press(npc: string): Promise<void>;
  /** The same from any distance, as an exploiter can. */
  forcePrompt(npc: string): Promise<void>;
}

/** Starts the game. It finds its relay where a real one would: in Studio in a Configuration, else in its secrets. */
export async function startGameServer({ relay, ...options }: GameServerOptions): Promise<GameServer> {
  const { studio = true, secrets, instances = [] } = options;
  const server = await startPlaceServer({
    ...options,
    secrets: { ...(relay && !studio && { TownsfolkRelayUrl: relay.url, TownsfolkRelayKey: relay.key }), ...secrets },
    instances: [...instances, ...(relay && studio ? [configurationOf(relay)] : [])],
  });
  return { ...server, join: async (who) => amongNpcs(await server.join(who)) };
}

function configurationOf({ url, key }: { url: string; key: string }): InstanceSettings {
  const attributes = { Url: url, Key: key };
  return { parent: "ServerStorage", className: "Configuration", name: "TownsfolkRelay", attributes };
}

function amongNpcs(player: Player): GamePlayer {
  const npc = (value: string): Where => (value.startsWith("Workspace.") ? value : { attribute: "TownsfolkId", value });
  return {
    ...player,
    walkTo: (goal) => player.walkTo(typeof goal === "string" ? npc(goal) : goal),
    press: (id) => player.press(npc(id)),
    forcePrompt: (id) => player.forcePrompt(npc(id)),
  };
}
