const PLAIN =
  "Evening, love, and welcome to the Drowsy Otter. We have a stew on the fire, and the bread came out an hour ago. " +
  "Mr. Crane from the mill was here at noon, he says the bridge is down again, and that it will take a week to mend. " +
  "So you had better stay, the beds are dry and the fire is warm. It is two coins a night, with breakfast, and one more.";
/** How many words it is. */
export const YARDSTICK_WORDS = PLAIN.split(/\s+/).length;
const TIMES = 100;

/** What machines differ by, and one machine from minute to minute: words, each found and written in capitals by a pattern. */
export function layYardstick(): number {
  return PLAIN.replace(/\p{L}+/gu, (word) => word.toUpperCase()).length;
}

/** Milliseconds of CPU for a hundred words of it: 0.009 on the quiet machine that the goals were written on. */
export function yardstick(): number {
  const before = process.cpuUsage();
  for (let n = 0; n < TIMES; n++) layYardstick();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / ((TIMES * YARDSTICK_WORDS) / 100);
}
