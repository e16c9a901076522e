import { Pool } from "undici";

/** Who talks to one relay, or to the floor, by `/v1/talk`, and reads what it cost. */
export interface Talker {
  /** One turn of this player; answers with how many milliseconds it took. @throws where it is not answered by the model. */
  talk(player: number): Promise<number>;
  /** Microseconds of CPU since the start. Of the relay as Prometheus is told. */
  cpu(): Promise<number>;
  /** The relay's memory now, in MB. */
  megabytes(): Promise<number>;
  close(): Promise<void>;
}

/** What a bench needs of the relay's limits. */
const MANY = "1000000000";
export const UNLIMITED = {
  PLAYER_TURNS_PER_MINUTE: MANY,
  NPC_TURNS_PER_MINUTE: MANY,
  KEY_TURNS_PER_MINUTE: MANY,
  NPC_OPEN_TALKS: MANY,
  KEY_OPEN_TALKS: MANY,
};

const NPCS = ["guard", "innkeeper", "merchant"];
const HEADERS = { "content-type": "application/json", authorization: "Bearer dev" };

export function openTalker(url: string, atOnce: number): Talker {
  const pool = new Pool(url, { connections: atOnce });
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`, { headers: HEADERS })).text();
    return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
  };
  return {
    async talk(player) {
      const body = JSON.stringify({ npc: NPCS[player % 3], player, text: "Is the road to the harbour safe tonight?" });
      const began = performance.now();
      const answer = await pool.request({ path: "/v1/talk", method: "POST", headers: HEADERS, body });
      const { reply } = (await answer.body.json()) as { reply?: string };
      if (reply?.startsWith("Well met") !== true)
        throw new Error(`${url} answered ${answer.statusCode}: ${reply ?? ""}`);
      return performance.now() - began;
    },
    cpu: async () => (await metric("process_cpu_seconds_total")) * 1e6,
    megabytes: async () => (await metric("process_resident_memory_bytes")) / 1e6,
    close: () => pool.destroy(),
  };
}
