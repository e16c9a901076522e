/** One line of what `townsfolk doctor` says. */
export interface Finding {
  what: string;
  state: "ok" | "warn" | "broken";
  found: string;
  /** What to do about it. */
  todo?: string;
}

export const ok = (what: string, found: string): Finding => ({ what, state: "ok", found });
export const warn = (what: string, found: string, todo: string): Finding => ({ what, state: "warn", found, todo });
export const broken = (what: string, found: string, todo: string): Finding => ({ what, state: "broken", found, todo });
