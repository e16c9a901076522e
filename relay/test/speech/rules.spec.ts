import fc from "fast-check";
import { DEEDS_ABROAD } from "../../speech/deeds.ts";
import { BREAKS, INSIDE, SENTENCE_RULES } from "../../speech/sentence-rules.ts";
import { BEGINNINGS, BRACKETS, TAGS } from "../../speech/span-rules.ts";
import { cutAt, say } from "./say.ts";

const rules = [...TAGS, ...BRACKETS, ...BEGINNINGS, ...SENTENCE_RULES, ...INSIDE, ...BREAKS, ...DEEDS_ABROAD].map(
  ({ what, example: [wrote, said] }) => ({ what, wrote, said }),
);

test.each(rules)("$what is not said, in an answer that comes whole", async ({ wrote, said }) => {
  expect((await say([wrote])).said.join(" ")).toBe(said);
});

test.each(rules)("$what is not said, however the answer is cut", async ({ wrote }) => {
  const whole = await say([wrote]);
  const places = fc.array(fc.nat({ max: wrote.length }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(places, async (cuts) => expect(await say(cutAt(wrote, cuts))).toEqual(whole)),
    { numRuns: 60 },
  );
  expect(await say(wrote.split(/(?=[\s\S])/))).toEqual(whole);
});
