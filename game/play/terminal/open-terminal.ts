import { FULL_SCREEN } from "./ansi.ts";
import { type Key, readKeys } from "./keys.ts";
import { createScreen, type Screen } from "./screen.ts";

export interface Terminal {
  /** What was pressed since it was last asked. */
  keys(): Key[];
  /** Of the size that the terminal has now. */
  screen(): Screen;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Takes the whole terminal. */
export function openTerminal({ stdin, stdout } = process): Terminal {
  let pressed: Key[] = [];
  let screen: Screen | undefined;
  const onKeys = (input: string) => pressed.push(...readKeys(input));
  const onResize = () => (screen = undefined);
  const close = () => {
    stdin.off("data", onKeys).setRawMode(false).pause();
    stdout.off("resize", onResize).write(FULL_SCREEN.leave);
    process.off("exit", close);
  };

  stdout.write(FULL_SCREEN.enter);
  stdin.setRawMode(true).setEncoding("utf8").on("data", onKeys).resume();
  stdout.on("resize", onResize);
  process.on("exit", close);
  return {
    keys: () => {
      const keys = pressed;
      pressed = [];
      return keys;
    },
    screen: () =>
      (screen ??= createScreen(stdout.columns, stdout.rows, stdout.getColorDepth(), (codes) => stdout.write(codes))),
    close,
  };
}
