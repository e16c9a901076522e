import React, { useState } from "@rbxts/react";
import { createPortal, createRoot } from "@rbxts/react-roblox";
import { startDialogue } from "@rbxts/townsfolk";
import { remotes } from "../shared/remotes";

const PlayerGui = game.GetService("Players").LocalPlayer.WaitForChild("PlayerGui");

function Purse() {
  const [gold, setGold] = useState(7);
  const spend = () => {
    setGold(gold - 1);
    remotes.say("One sword!");
    remotes.leave("for dinner");
  };
  return (
    <screengui>
      <textbutton key="Purse" Size={UDim2.fromOffset(100, 30)} Text={`Gold: ${gold}`} Event={{ Activated: spend }} />
    </screengui>
  );
}

createRoot(new Instance("Folder")).render(createPortal(<Purse />, PlayerGui));
startDialogue({ strings: { send: "Speak" } });
