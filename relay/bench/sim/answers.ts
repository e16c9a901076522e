/** What the model of the simulation answers, sentence by sentence: each of them is in one answer only, so order can be told. */
export const ANSWERS: string[][] = [
  [
    "Well met, traveller, and mind the step.",
    "The mill road is washed out since the storm.",
    "If you are bound for the harbour, follow the ridge and keep the lighthouse on your left.",
  ],
  [
    "There is stew on the fire and bread from this morning.",
    "Sit by the window, where the bench is driest.",
    "I will bring you a bowl as soon as the pot has come to the boil.",
  ],
  [
    "The north gate closes at dusk.",
    "After that nobody passes without the captain's word, not even the miller with his cart.",
  ],
  [
    "They say that a fox steals the lanterns of the lower town.",
    "I have seen it once, up on the roof of the chapel, with a light between its teeth.",
    "Nobody believes me, of course.",
  ],
  [
    "Silver first, and then we speak of the map.",
    "It shows the old tunnels under the square.",
    "Two of them are flooded, and the third one nobody has walked since my grandmother was a girl.",
  ],
  ["I would rather talk of the weather.", "It has rained for nine days, and my knees have felt every one of them."],
];

/** The same question is answered the same. */
export function answerTo(question: string): string {
  let sum = 0;
  for (const sign of question) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) % 1_000_003;
  return (ANSWERS[sum % ANSWERS.length] ?? []).join(" ");
}

/** Whether these beats follow each other in one of the answers, none left out and none twice. */
export function areInOrder(beats: string[]): boolean {
  return ANSWERS.some((answer) => {
    const at = answer.indexOf(beats[0] ?? "");
    return at === 0 && beats.every((beat, place) => beat === answer[place]);
  });
}
