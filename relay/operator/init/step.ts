/** One thing that a folder needs, or has already. */
export type Step =
  | { kind: "write"; file: string; text: string; mode?: number }
  /** To the end of a file that is there. */
  | { kind: "append"; file: string; text: string; lines: string[] }
  | { kind: "keep"; file: string; why: string }
  /** What only a person can do, or should: a change of a file that is somebody's own. */
  | { kind: "do"; what: string };
