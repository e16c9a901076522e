import React, { useContext } from "@rbxts/react";
import type { Strings } from "../../shared/strings";
import { stringsWith } from "../../shared/strings";
import { COLORS, FONTS } from "./theme";

/** How the dialogue looks and what its own words are. */
export interface Look {
	colors: typeof COLORS;
	fonts: Record<keyof typeof FONTS, Enum.Font>;
	strings: Strings;
}

/** In place of the library's own colours and fonts. */
export interface Theme {
	colors?: Partial<Look["colors"]>;
	fonts?: Partial<Look["fonts"]>;
}

const LookContext = React.createContext<Look>({ colors: COLORS, fonts: FONTS, strings: stringsWith() });

export const LookProvider = LookContext.Provider;

export function useLook(): Look {
	return useContext(LookContext);
}

export function lookWith({ colors, fonts }: Theme, strings: Strings): Look {
	return { colors: { ...COLORS, ...colors }, fonts: { ...FONTS, ...fonts }, strings };
}
