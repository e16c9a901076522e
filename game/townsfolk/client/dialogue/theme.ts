/** Every colour and font of the dialogue. */
export const COLORS = {
	panelTop: Color3.fromRGB(46, 36, 44),
	panelBottom: Color3.fromRGB(22, 18, 26),
	field: Color3.fromRGB(14, 11, 17),
	quiet: Color3.fromRGB(66, 53, 62),
	accent: Color3.fromRGB(242, 184, 96),
	accentDeep: Color3.fromRGB(214, 138, 58),
	onAccent: Color3.fromRGB(44, 26, 10),
	stop: Color3.fromRGB(176, 74, 58),
	/** The ground and the edge of a care card: calmer than the rest, and unlike it. */
	care: Color3.fromRGB(28, 42, 56),
	careEdge: Color3.fromRGB(140, 178, 200),
	text: Color3.fromRGB(250, 243, 230),
	muted: Color3.fromRGB(190, 177, 162),
};

export const FONTS = {
	name: Enum.Font.Merriweather,
	text: Enum.Font.BuilderSans,
	strong: Enum.Font.BuilderSansBold,
};

export const PANEL_TRANSPARENCY = 0.08;
