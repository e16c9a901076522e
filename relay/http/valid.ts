import type { z } from "zod";
import { inWords } from "../lib/in-words.ts";
import { inShort, RelayError } from "./errors.ts";

/** Checks what came from outside. @throws {RelayError} `bad_request`, naming each field that is wrong and how. */
export function valid<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const read = schema.safeParse(value, { error: inWords });
  if (read.success) return read.data;
  const wrong = read.error.issues.slice(0, 5).map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  throw new RelayError("bad_request", inShort(wrong.join("; ")));
}
