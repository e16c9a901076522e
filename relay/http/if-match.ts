import { RelayError } from "./errors.ts";

/** Lets a change of this version pass. @throws {RelayError} `stale_version` where the caller has not seen it. */
export type VersionCheck = (version: string) => void;

/**
 * What an `If-Match` demands: any version for `*` and without the header, else one of a list of entity tags. A weak tag is
 * none of ours. https://www.rfc-editor.org/rfc/rfc9110#name-if-match @throws {RelayError} `bad_request` where it is malformed.
 */
export function ifMatch(header = "*"): VersionCheck {
  if (header.trim() === "*") return () => undefined;
  const elements = [...header.matchAll(ELEMENT)];
  if (elements.map(([element]) => element).join("") !== header)
    throw new RelayError("bad_request", 'if-match: must be *, or entity tags in quotes, for instance "1"');
  const tags = elements.map(([, tag]) => tag);
  return (version) => {
    if (tags.includes(`"${version}"`)) return;
    throw new RelayError("stale_version", `The memory is at version ${version}, not ${header}. Read it again.`);
  };
}

/** Of a list, in which there may be empty ones: https://www.rfc-editor.org/rfc/rfc9110#name-lists-rule-abnf-extension */
const ELEMENT = /[ \t]*(?:((?:W\/)?"[!#-~\u0080-\u00ff]*")[ \t]*)?(?:,|$)/gy;
