import { PLATFORMS } from "../platforms.ts";
import { findAll } from "./spans.ts";

const platform = `(?:${(PLATFORMS.PLATFORM ?? "")
  .split("|")
  .map((name) => name.trim())
  .join("|")}|snap|sc|dc)`;

/** Names of accounts by their look: "@robin_12", "robin#1234", "insta: robin". "@guard" alone speaks to somebody here. */
export const findHandles = findAll(
  /(?<![\w.])@(?=[a-z_])(?=[a-z0-9_.]*[\d_])[a-z0-9_.]{3,}/g,
  /(?<=\b(?:add|follow|dm|snap|insta|ig|tiktok|user(?:name)?|is|es|ist|on|sigueme|segue|suis|folge|[=:]) ?)@[a-z][a-z0-9_.]{2,}/g,
  [/(?<![\w#])[a-z0-9_.]{2,32}#\d{4}(?!\d)/g, /#/],
  new RegExp(`\\b${platform} ?(?:name|user|username|id|handle)? ?[:=] ?@?[a-z0-9_.]{3,}`, "g"),
);
