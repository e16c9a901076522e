export interface PublicPart {
  /** Under game/townsfolk, without `.ts`. The first folder is its side. */
  file: string;
  values: string[];
  types?: string[];
}

/** All that a host game uses, from npm, Wally and the model alike: DESIGN.md, section 4. */
export const PUBLIC_API: PublicPart[] = [
  { file: "server/start-townsfolk", values: ["startTownsfolk"], types: ["Townsfolk"] },
  { file: "server/acts/define-act", values: ["defineAct"], types: ["ActDefinition", "DefinedAct", "Outcome"] },
  { file: "server/acts/arguments", values: ["choice", "flag", "text", "whole"], types: ["ArgumentType"] },
  { file: "server/townsfolk-options", values: [], types: ["TownsfolkOptions"] },
  { file: "server/tell", values: [], types: ["TellOptions"] },
  { file: "server/town", values: [], types: ["EndedTurn"] },
  { file: "client/start-dialogue", values: ["startDialogue"], types: ["DialogueOptions"] },
  { file: "client/dialogue/look", values: [], types: ["Theme"] },
  { file: "client/talks", values: ["talks"] },
  { file: "client/talk/talk-state", values: [], types: ["CareWords", "TalkState"] },
  { file: "shared/strings", values: [], types: ["Strings"] },
  { file: "wire/contract", values: [], types: ["Act"] },
];
