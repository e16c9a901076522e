import type { InstanceSettings } from "../../emulator/host/place-server.ts";

/** The longest that a game may come with, in the longest of languages: on the NPC's model, while there is no relay. */
const LONG_WORDS = {
  TownsfolkName: "Bartholomew Featherstonehaugh III",
  TownsfolkGreeting: "Come in, come in, you look like the road has chewed on you and not cared for the taste. "
    .repeat(5)
    .trim(),
  TownsfolkQuickReplies: [
    "What is the very best thing that there is to eat here?",
    "Have you heard any news of the road to the north?",
    "Which of the rooms has the quilt of your grandmother?",
  ].join("\n"),
};
export const LONG_NOTICE =
  "Du sprichst mit einer KI-Figur und nicht mit einem Menschen. Was sie sagt, kann falsch oder erfunden sein.";
const NOTICE = "You are talking with an AI character, not a human. It may make mistakes.";

/** That this NPC has them, and that who reads English has a short notice only where `en_gb` is their language. */
export function withLongWords(npc: string): InstanceSettings[] {
  return [
    { parent: "Workspace.Npcs", className: "Model", name: npc, attributes: LONG_WORDS },
    {
      parent: "ReplicatedStorage",
      className: "Folder",
      name: "TownsfolkNotices",
      attributes: { en: LONG_NOTICE, en_gb: NOTICE },
    },
  ];
}
