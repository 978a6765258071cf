/** Names that may have been meant by this one: the nearest first, at most three. */
export function nearNames(name: string, known: Iterable<string>): string[] {
  // Two letters that changed places count as two.
  const limit = name.length < 4 ? 1 : Math.max(2, Math.floor(name.length / 3));
  return [...new Set(known)]
    .map((one) => ({ one, distance: distance(name.toLowerCase(), one.toLowerCase()) }))
    .filter((entry) => entry.distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ one }) => one);
}

/** How many letters to add, remove or replace (Levenshtein). */
function distance(a: string, b: string): number {
  const letters = Array.from(b);
  let previous = Array.from({ length: letters.length + 1 }, (_, index) => index);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (const [column, other] of letters.entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[letters.length] ?? 0;
}
