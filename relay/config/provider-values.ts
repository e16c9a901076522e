import { z } from "zod";

/** Values as people paste them: with quotes, with a new line at the end. */
export const pasted = z.string().transform((text) => {
  const bare = text.trim();
  return (/^(["'`])(.*)\1$/s.exec(bare)?.[2] ?? bare).trim();
});

/** May be pasted with the `Bearer` of a header, or the header's name, before it. */
export const providerKey = pasted
  .transform((key) => key.replace(/^(?:authorization:\s*)?bearer\s+/i, ""))
  .refine((key) => /^[\x21-\x7e]*$/.test(key), {
    error: "must be letters and digits that a header can hold: is it the key, whole, and nothing else?",
  })
  .transform((key) => (key === "" ? undefined : key));

/** May end with a slash, or be the whole path of an endpoint. */
export const providerAddress = pasted
  .pipe(
    z.url({
      protocol: /^https?$/,
      error: "must be an address with its protocol, such as http://127.0.0.1:11434/v1",
    }),
  )
  .transform((text) => {
    const { origin, pathname, search } = new URL(text);
    return `${origin}${pathname.replace(ENDPOINT, "").replace(/\/+$/, "")}${search}`;
  });

const ENDPOINT = /\/+(?:chat\/completions|completions|moderations|models|responses|embeddings)\/*$/;
