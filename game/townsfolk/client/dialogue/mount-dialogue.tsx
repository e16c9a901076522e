import React from "@rbxts/react";
import { createPortal, createRoot } from "@rbxts/react-roblox";
import { Players } from "@rbxts/services";
import { CareCard } from "./care-card";
import { Dialogue } from "./dialogue";
import { useTalk } from "./use-talk";

/** Puts the dialogue on the player's screen, for whenever there is a talk. */
export function mountDialogue(): void {
	const root = createRoot(new Instance("Folder"));
	root.render(createPortal(<Screen />, Players.LocalPlayer.WaitForChild("PlayerGui")));
}

function Screen() {
	const talk = useTalk();
	if (talk === undefined) return undefined;
	return (
		<screengui
			key="Dialogue"
			DisplayOrder={10}
			ResetOnSpawn={false}
			ScreenInsets={Enum.ScreenInsets.DeviceSafeInsets}
			ZIndexBehavior={Enum.ZIndexBehavior.Sibling}
		>
			<Dialogue key="Talk" talk={talk} />
			{talk.care && <CareCard key="Care" card={talk.care} />}
		</screengui>
	);
}
