import type { RequestHandler } from "express";
import type { NpcsReply } from "../../game/townsfolk/wire/contract.ts";
import { cardOf } from "../cast/cast.ts";
import type { Context } from "../context.ts";

export const getNpcs =
  ({ cast, phrasebook }: Context): RequestHandler =>
  (_req, res) => {
    res.json({
      npcs: cast.all().map(cardOf),
      notices: phrasebook.locales().map((locale) => ({ locale, text: phrasebook.wordsFor(locale).notice })),
    } satisfies NpcsReply);
  };
