import { Command } from "commander";
import { asCompliance } from "./commands/compliance.ts";

await asCompliance(new Command("npm run compliance --")).parseAsync();
