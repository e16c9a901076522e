import { fileURLToPath } from "node:url";
import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import sortImports from "eslint-plugin-simple-import-sort";
import roblox from "eslint-plugin-roblox-ts";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { layersRule } from "./layers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const typed = { parserOptions: { projectService: true, tsconfigRootDir: root } };
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

export default defineConfig(
  {
    plugins: { "simple-import-sort": sortImports, townsfolk: { rules: { layers: layersRule(root) } } },
    rules: { "townsfolk/layers": "error" },
  },
  {
    ignores: [
      "**/node_modules",
      "game/out",
      "game/include",
      "dist",
      ".townsfolk",
      "coverage",
      "**/harness",
      "game/proofs/games",
      "game/examples",
    ],
  },
  {
    files: ["game/{townsfolk,square}/**/*.{ts,tsx}"],
    extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked, roblox.configs.recommended],
    languageOptions: typed,
    rules: { ...house, "no-undef": "off" },
  },
  {
    files: ["relay/**/*.ts", "game/{emulator,package,play,proofs,test}/**/*.ts"],
    extends: [eslint.configs.recommended, ...tseslint.configs.strictTypeChecked],
    languageOptions: typed,
    rules: house,
  },
  {
    files: ["relay/**/*.ts"],
    ignores: ["relay/config/config.ts", "relay/test/**", "relay/bench/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "config/config.ts is the only reader." },
      ],
    },
  },
  {
    files: ["relay/bench/**", "relay/operator/cli/**", "relay/test/faults/run.ts", "game/play/**"],
    rules: { "no-console": "off" },
  },
  // `Same` compares two types by functions that mention them once.
  { files: ["game/townsfolk/wire/contract.ts"], rules: { "@typescript-eslint/no-unnecessary-type-parameters": "off" } },
  prettier,
);
