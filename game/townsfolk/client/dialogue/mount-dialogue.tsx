import React from "@rbxts/react";
import { createPortal, createRoot } from "@rbxts/react-roblox";
import { Players } from "@rbxts/services";
import type { Lifetime } from "../../shared/lifetime";
import { CareCard } from "./care-card";
import { Dialogue } from "./dialogue";
import type { Look } from "./look";
import { LookProvider } from "./look";
import { MetricsProvider, useMetricsOfScreen } from "./use-metrics";
import { useTalk } from "./use-talk";

/** Puts the dialogue on the player's screen, for whenever there is a talk. */
export function mountDialogue(life: Lifetime, look: Look): void {
	const root = createRoot(new Instance("Folder"));
	const screen = (
		<LookProvider value={look}>
			<Screen />
		</LookProvider>
	);
	root.render(createPortal(screen, Players.LocalPlayer.WaitForChild("PlayerGui")));
	life.onEnd(() => root.unmount());
}

function Screen() {
	const talk = useTalk();
	const metrics = useMetricsOfScreen();
	if (talk === undefined) return undefined;
	return (
		<screengui
			key="TownsfolkDialogue"
			DisplayOrder={10}
			ResetOnSpawn={false}
			ScreenInsets={Enum.ScreenInsets.CoreUISafeInsets}
			ZIndexBehavior={Enum.ZIndexBehavior.Sibling}
		>
			<MetricsProvider value={metrics}>
				<Dialogue key="Talk" talk={talk} />
				{talk.care && <CareCard key="Care" card={talk.care} notice={talk.notice} />}
			</MetricsProvider>
		</screengui>
	);
}
