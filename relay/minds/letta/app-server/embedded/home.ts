import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { parsedJson } from "../../../../lib/json.ts";

/** The folders of an embedded Letta, all under one. */
export interface Home {
  /** Its `HOME`. */
  dir: string;
  /** Its working directory; there is nothing in it. */
  empty: string;
  tmp: string;
  notAFolder: string;
  conversations: string;
  /** Empty files, each in a folder that Letta would miss. */
  marks: string[];
}

const MARK = "made-by-the-relay";

/** Makes the folder fit for a start. Letta must not run yet: it reads these files when it starts. */
export function prepareHome(dir: string): Home {
  const store = join(dir, ".letta", "lc-local-backend");
  const home: Home = {
    dir,
    empty: join(dir, "empty"),
    tmp: join(dir, "tmp"),
    notAFolder: join(dir, "no-transcripts"),
    conversations: join(store, "conversations"),
    marks: [join(dir, ".letta"), store, join(store, "agents"), join(store, "conversations")].map((kept) =>
      join(kept, MARK),
    ),
  };
  rmSync(home.tmp, { recursive: true, force: true });
  // Settings by conversation: we give them with every `runtime_start`, and the file would grow with each of them for ever.
  rmSync(join(dir, ".letta", "remote-settings.json"), { force: true });
  for (const folder of [dir, home.empty, home.tmp, ...home.marks.map((mark) => dirname(mark))])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const file of [home.notAFolder, ...home.marks]) writeFileSync(file, "", { mode: 0o600 });
  const agents = readableAgents(join(store, "agents"));
  writeSettings(join(dir, ".letta", "settings.json"), store, agents);
  return home;
}

/**
 * Whether what was there at the start still is: of the folders that somebody takes from under a running Letta it makes some anew, and
 * knows nothing of the rest. A folder made anew may bear the inode of the one before, but not our mark.
 */
export const isWhole = ({ empty, marks }: Home): boolean => [empty, ...marks].every((path) => existsSync(path));

/** The names of the files are the ids of the agents. One cut off by a crash would keep Letta from starting, so it goes. */
function readableAgents(folder: string): string[] {
  const files = namesIn(folder).filter((name) => name.endsWith(".json"));
  return files.flatMap((name) => {
    const file = join(folder, name);
    const read = z.object({ id: z.string() }).safeParse(readJson(file));
    if (!read.success) rmSync(file);
    return read.success ? [read.data.id] : [];
  });
}

/**
 * Reflection, a background agent with a shell, is off for all agents, and would find no agent with `memfs`. The names of the
 * agents are bound to the place of the store, so they are written anew in case the data folder has moved.
 */
function writeSettings(file: string, store: string, agents: string[]): void {
  const before = z.record(z.string(), z.unknown()).catch({}).parse(readJson(file));
  const settings = {
    ...before,
    reflectionTrigger: "off",
    sessionContextEnabled: false,
    autoConversationTitles: false,
    autoConversationTitlesRollbackApplied: true,
    agents: agents.map((agentId) => ({
      agentId,
      baseUrl: `local:${store}`,
      memfs: false,
      systemPromptPreset: "custom",
    })),
  };
  writeFileSync(file, JSON.stringify(settings, null, 2), { mode: 0o600 });
}

const readJson = (file: string): unknown => (existsSync(file) ? parsedJson(readFileSync(file, "utf8")) : undefined);

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
