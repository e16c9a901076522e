import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import sortImports from "eslint-plugin-simple-import-sort";
import roblox from "eslint-plugin-roblox-ts";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

const root = new URL("..", import.meta.url).pathname;
const typed = { parserOptions: { projectService: true, tsconfigRootDir: root } };
const forbid = (...patterns) => ["error", { patterns: patterns.map(([regex, message]) => ({ regex, message })) }];
const contractOnly = ["/game/(?!src/shared/contract\\.ts$)", "The relay imports one file of the game: the contract."];

const house = {
  "simple-import-sort/imports": ["error", { groups: [["^node:", "^@?\\w", "^\\."]] }],
  "no-console": "error",
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
  "@typescript-eslint/no-confusing-void-expression": "off",
  "@typescript-eslint/no-invalid-void-type": "off", // it refuses Promise.withResolvers<void>()
  "@typescript-eslint/unbound-method": "off", // there are no classes with methods here
  "@typescript-eslint/consistent-type-imports": "error",
  "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Named exports only." }],
};

/** Every arrow of the architecture goes one way; a rule here for each place where one could be turned round. */
const arrows = [
  [["game/src/client/**"], ["(^|/)server/|/relay/", "The client knows neither server nor relay."]],
  [["game/src/server/**"], ["(^|/)client/|/relay/", "The server knows neither client nor relay."]],
  [["game/src/shared/**"], ["(^|/)(client|server)/|/relay/", "What is shared knows neither side."]],
  [
    ["game/playtest/**", "game/test/**"],
    ["/relay/", "The game speaks with a relay by HTTP only."],
  ],
  [["relay/**"], contractOnly],
  [
    ["relay/{minds,store,gateway,guard,cast}/**"],
    contractOnly,
    ["/(routes/\\w+|app|start|context|welcome)\\.ts$", "main → app → routes → turns → minds | store."],
  ],
].map(([files, ...rules]) => ({ files, rules: { "no-restricted-imports": forbid(...rules) } }));

export default defineConfig(
  { plugins: { "simple-import-sort": sortImports } },
  { ignores: ["**/node_modules", "game/out", "game/include", "dist", ".townsfolk", "coverage", "relay/letta"] },
  {
    files: ["game/src/**/*.{ts,tsx}"],
    extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked, roblox.configs.recommended],
    languageOptions: typed,
    rules: { ...house, "no-undef": "off" },
  },
  {
    files: ["relay/**/*.ts", "game/playtest/**/*.ts", "game/test/**/*.ts"],
    extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked],
    languageOptions: typed,
    rules: house,
  },
  {
    files: ["relay/**/*.ts"],
    ignores: ["relay/config.ts", "relay/test/**", "relay/bench/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "config.ts is the only reader." },
      ],
    },
  },
  {
    files: ["relay/bench/**", "relay/cli/**", "relay/test/faults/run.ts", "game/playtest/**"],
    rules: { "no-console": "off" },
  },
  // `Same` compares two types by functions that mention them once.
  { files: ["game/src/shared/contract.ts"], rules: { "@typescript-eslint/no-unnecessary-type-parameters": "off" } },
  ...arrows,
  prettier,
);
