import type { Command } from "./command.ts";
import { clean } from "./commands/clean.ts";
import { erase } from "./commands/erase.ts";
import { exportTown } from "./commands/export.ts";
import { history } from "./commands/history.ts";
import { importTown } from "./commands/import.ts";
import { key } from "./commands/key.ts";
import { list } from "./commands/list.ts";
import { memory } from "./commands/memory.ts";
import { show } from "./commands/show.ts";
import { talk } from "./commands/talk.ts";

export const COMMANDS: Record<string, Command> = {
  list,
  show,
  talk,
  memory,
  history,
  export: exportTown,
  import: importTown,
  clean,
  key,
  erase,
};
