import { timingSafeEqual } from "node:crypto";
import { RelayError } from "../http/errors.ts";
import { hashOf } from "../store/keys.ts";

/** What `Authorization: Bearer <key>` holds. @throws {RelayError} `unauthorized` where there is none. */
export function bearer(header: string | undefined): string {
  const given = header?.match(/^Bearer (.+)$/i)?.[1];
  if (given === undefined)
    throw new RelayError("unauthorized", "Send the relay's key as `Authorization: Bearer <key>`.");
  return given;
}

/** Keys are compared by their digests, because the comparison takes equal lengths only, and so tells nothing of a key's length. */
export function oneOf(keys: string[]): (key: string) => boolean {
  const digests = keys.map(digestOf);
  return (key) => {
    const given = digestOf(key);
    return digests.map((known) => timingSafeEqual(known, given)).includes(true);
  };
}

export const isHashOf = (secret: string, hash: string): boolean => timingSafeEqual(Buffer.from(hash), digestOf(secret));

const digestOf = (key: string): Buffer => Buffer.from(hashOf(key));
