import { calledIn } from "../../speech/names.ts";
import { say } from "./say.ts";

const others = calledIn([
  { name: "Robin", id: "hunter" },
  { name: "Old Bess", id: "market-woman" },
  { name: "Note", id: "clerk" },
  { name: "Rose", id: "florist" },
  { name: "Guard", id: "gate" },
]);

async function said(wrote: string, speaker: { name?: string; id?: string }): Promise<string> {
  const whole = await say([wrote], { others, ...speaker });
  expect(await say(wrote.split(""), { others, ...speaker })).toEqual(whole);
  return whole.said.join(" | ");
}

test.each([
  ["Evening, love. Robin: I want stew!", "Evening, love."],
  ['Evening, love. *nods* Robin (laughing): "Stew, please!" Marla: Coming.', "Evening, love."],
  ["Sit, love! **Old Bess:** Never! Marla: Oh hush.", "Sit, love!"],
  ['Sit, love. Bess – "Never!"', "Sit, love."],
  ["Sit, love. The hunter: Who is that?", "Sit, love."],
  ["Robin: I want stew! And bread.\nMarla: Coming, love.", "Coming, love."],
  ['Robin: "Stew!" Marla: "Coming, love."', "Coming, love."],
  ['Evening.\nRobin says: "Hi!"', "Evening."],
  ['Evening.\nOld Bess mutters, "Never." She leaves.', "Evening."],
  ["Evening.\nTom whispers softly: “Help!”\nMarla: Oh.", "Evening."],
  ["Sit down.\nNote: I want stew!\nMarla: Coming.", "Sit down."],
  ["Sit down. Rose: Hello!", "Sit down."],
])("of %j nothing is said that another of the cast says", async (wrote, expected) => {
  expect(await said(wrote, {})).toBe(expected);
});

test.each([
  ["Rose", "florist", "Rose: Evening, love. Sit down.", "Evening, love. | Sit down."],
  ["Guard", "gate", "Guard: Halt! Who goes there?", "Halt! | Who goes there?"],
  ["Note", "clerk", "**Note:** Your papers, love. Sit down.", "Your papers, love. | Sit down."],
  ["Scene", "actor", "Scene: Evening, love.", "Evening, love."],
  ["Will", "ferryman", "Will you stay? The fire is warm.", "Will you stay? | The fire is warm."],
  ["Rose", "florist", "Rose wine is two coins. The red is three.", "Rose wine is two coins. | The red is three."],
  ["Guard", "gate", "Guard the gate, friend. Guard it well.", "Guard the gate, friend. | Guard it well."],
])("an NPC called %s is known by its name before a line, and may use the word", async (name, id, wrote, expected) => {
  expect(await said(wrote, { name, id })).toBe(expected);
});

test.each([
  "Evening, love. | He said: go. | Two things: bread and ale.",
  "Two can help. | Robin: she knows the woods. | Old Bess: the market.",
  "Ask Robin: The woods are hers.",
  "Robin, sit down. | Robin's stew is hot.",
  'Robin says the bridge is down. | Old Bess said, "Never!" and left.',
  "A rose: two coins. | Roses: two coins.",
])("what names others and is no line of theirs is said: %s", async (line) => {
  expect(await said(line.replaceAll(" | ", " "), {})).toBe(line);
});

test("a list that a colon announces may name others, and a mother may be quoted", async () => {
  const list = "Here they are:\nRobin: Good with a bow.\nOld Bess: Good with coins.";
  expect(await said(list, {})).toBe(list.replaceAll("\n", " | "));
  expect(await said('Evening.\nMy mother says: "Eat!"', {})).toBe('Evening. | My mother says: "Eat!"');
});

test.each([
  ["Evening, love. *—*", "Evening, love."],
  ["*—* Evening, *–* love.", "Evening, love."],
  ["Evening, love —*smiles*— sit.", "Evening, love — sit."],
  ["*smiles* — Evening. *nods* — Sit down.", "Evening. Sit down."],
  ["Evening — sit down, love — and eat.", "Evening — sit down, love — and eat."],
  ["But I—", "But I—"],
])("no dash is left of a direction, and a speaker's own stay: %j", async (wrote, expected) => {
  expect(await said(wrote, {})).toBe(expected);
});
