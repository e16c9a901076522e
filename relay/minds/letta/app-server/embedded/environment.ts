import type { Home } from "./home.ts";

/**
 * The whole environment of the embedded Letta. Of the relay's own, which may hold keys, it gets only what a process needs to
 * find programs.
 */
export function environmentOf(home: Home, system: Record<string, string | undefined>): Record<string, string> {
  const wanted = process.platform === "win32" ? ["path", "pathext", "systemroot", "comspec"] : ["path"];
  const passed = Object.entries(system).flatMap(([name, value]): [string, string][] =>
    value !== undefined && wanted.includes(name.toLowerCase()) ? [[name, value]] : [],
  );
  return {
    ...Object.fromEntries(passed),
    HOME: home.dir,
    USERPROFILE: home.dir,
    TMPDIR: home.tmp,
    TEMP: home.tmp,
    TMP: home.tmp,
    LANG: "C.UTF-8",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    // The harness writes hooks for bash into its repositories: none may run, and where there is no bash nothing may fail by it.
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.hooksPath",
    GIT_CONFIG_VALUE_0: home.notAFolder,
    // Not a folder but a file: the harness keeps a second copy of all talk for its reflection, and so it cannot.
    LETTA_TRANSCRIPT_ROOT: home.notAFolder,
    // Past the deadline of every turn nobody waits for the model any more.
    LETTA_CODE_LOCAL_PROVIDER_TIMEOUT_MS: "45000",
    LETTA_CODE_OFFLINE: "1",
    LETTA_CODE_TELEM: "0",
    DO_NOT_TRACK: "1",
    DISABLE_AUTOUPDATER: "1",
    LETTA_DISABLE_CRON_SCHEDULER: "1",
    LETTA_DISABLE_LSP_DOWNLOAD: "1",
    LETTA_DISABLE_MODS: "1",
    LETTA_DISABLE_PERMISSION_WATCHERS: "1",
    LETTA_DISABLE_SKILL_WATCHERS: "1",
    LETTA_SKIP_KEYCHAIN_CHECK: "1",
  };
}
