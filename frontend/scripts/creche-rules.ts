// What a crèche lacks, as the site's own rule has it (`activities/looking_after.py`); knows no page.
// One table of cases holds both to the same answers.

/** From when until when a child was there, as ISO times; null: it still is. */
export type Span = [string, string | null];

/** From which age in months, how many children one adult looks after. */
export type Step = [number, number];

// So long before a child has been there for as long as it may.
const WARN_BEFORE = 15;
const MINUTE_MS = 60_000;

/** How many adults children of these ages need; of no known age: as the youngest. 0 without rules. */
export function adultsNeeded(months: (number | null)[], each: Step[]): number {
  const steps = [...each].sort(([one], [other]) => one - other);
  const [youngest] = steps;
  if (!youngest) return 0;
  // Whole numbers: thirds and fifths of an adult must add up exactly.
  const whole = steps.reduce((all, [, number]) => all * number, 1);
  const of = (age: number): number => ([...steps].reverse().find(([begins]) => age >= begins) ?? youngest)[1];
  const shares = months.reduce<number>((all, age) => all + whole / of(age ?? 0), 0);
  return Math.ceil(shares / whole);
}

/** The whole minutes of stays, those that go on counted up to a moment. */
export function minutesThere(stays: Span[], at: string): number {
  const spans = stays.map(([begins, ends]) => Math.max(Date.parse(ends ?? at) - Date.parse(begins), 0));
  return Math.floor(spans.reduce((all, one) => all + one, 0) / MINUTE_MS);
}

/** Whether a child has been there for nearly as long as it may, or for longer. */
export function isNearlyOver(minutes: number, most: number | null): boolean {
  return most !== null && most - minutes <= WARN_BEFORE;
}
