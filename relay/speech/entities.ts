import { decodeHTMLStrict } from "entities";
import { AMPERSAND, RARE } from "./kinds.ts";
import { LESS, MORE, OWN_SIGNS } from "./signs.ts";

/** The longest name of an entity has 31 letters: https://html.spec.whatwg.org/multipage/named-characters.html */
const MAY_GO_ON = /&#?\w{0,32}$/;
const ENTITY = /&#?\w{1,32};/g;

/**
 * Reads `&amp;` as a proxy wrote it, in pieces cut anywhere. An entity or a pair of surrogates that is not whole yet waits
 * for the rest.
 */
export function entityReader(): (piece: string, isLast: boolean, kinds: number) => string {
  let rest = "";
  return (piece, isLast, kinds) => {
    if (rest === "" && (kinds & (AMPERSAND | RARE)) === 0) return piece;
    const text = rest + piece;
    const whole = isLast ? text.length : endOfWhole(text);
    rest = text.slice(whole);
    const ready = text.slice(0, whole).replace(OWN_SIGNS, "");
    return ready.includes("&") ? ready.replace(ENTITY, decoded) : ready;
  };
}

function endOfWhole(text: string): number {
  const last = text.charCodeAt(text.length - 1);
  const whole = last >= 0xd800 && last < 0xdc00 ? text.length - 1 : text.length;
  const at = text.lastIndexOf("&", whole);
  return at >= 0 && MAY_GO_ON.test(text.slice(at, whole)) ? at : whole;
}

function decoded(entity: string): string {
  const sign = decodeHTMLStrict(entity);
  return sign === "<" ? LESS : sign === ">" ? MORE : sign.replace(OWN_SIGNS, "");
}
