import { stringify } from "yaml";

/** A sheet for an NPC of this id that can be played as it is, with every field explained and the optional ones commented out. */
export const newSheet = (id: string): string => `---
# As players read it over the NPC's head.
name: ${stringify(nameFrom(id)).trim()}
# Shown at once when a talk opens, before any model is asked.
greeting: Good day. What can I do for you?
# Lines in character for when the mind cannot answer: at least three, better a dozen.
fallbacks:
  - One moment, I have lost the thread.
  - Say that again? The wind took it.
  - Let me think about that.
# What players may tap in place of typing: at most six.
quickReplies:
  - Who are you?
  - What is this place?
# Which of the game's acts the NPC may do: as the game declares it, with some values only, or argument by argument.
# What the shipped game declares is wave and give_item.
acts:
  wave: true
#  give_item: [Apple, Lantern]
#  open_gate: { minutes: { min: 1, max: 3 } }

# Everything below may be left out; what stands there is what holds then, if nothing else is said.

# Lines in character for when the NPC has acted and its model adds no word.
#afterActs:
#  - There you are.
# Lets the NPC call players by name: its lines may then hold {player}, where the game puts the display name.
#callsPlayersByName: false
# An answer ends after so many sentences, and at the last sentence's end before so many characters.
#sentences: 3
#characters: 280
# An id of the model's provider, or rehearsal: these lines, without a model. Left out: the relay's MODEL.
#model: gpt-4o-mini
# visit: forgotten when the talk ends. player: kept, which Roblox allows in Restricted (18+) experiences only.
#memory: visit
# Characters that each block of memory holds at most.
#limits:
#  persona: 4000
#  world: 4000
#  human: 2000
# Under which name a V1 Letta server knows the NPC's agent. Left out: townsfolk-${id}.
#lettaName: townsfolk-${id}
# US dollars a day that the NPC's model may cost (left out: no limit of its own), and what becomes of it then: its fallback
# lines, or rehearsal.
#budget: 0.5
#overBudget: fallback
# Answers a quick reply that opens a talk with what was answered to it before, without asking a model.
#cacheQuickReplies: false
# Tokens of prompt, history and answer that the model is given at most.
#context: 8000

# How the scripted model plays the NPC, where there is no key: the first entry is taken of which a word was said.
rehearsal:
  answers:
    - { on: [hello, hi, hey], say: "Hello there.", wave: true }
    - { on: [who, name], say: "You may call me ${nameFrom(id)}." }
    - { on: [bye, goodbye], say: "Safe travels." }
  # Said when nothing fits, in turn.
  otherwise:
    - I have heard stranger things. Tell me more.
  # Said when the player asks about something said before; {said} stands for it.
  recalls: 'You told me: "{said}"'
---

${nameFrom(id)} is … Write here who the NPC is, in prose: what it does, how it speaks, what it wants, whom it likes, what it would
never do. Models play what they read here; players never see it.
`;

/** `old_miller` is "Old Miller". */
const nameFrom = (id: string): string =>
  id
    .split(/[-_]+/)
    .filter((word) => word !== "")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
