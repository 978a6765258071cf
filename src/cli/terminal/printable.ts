/**
 * Makes a text of unknown origin safe to print: a file's content or an id could hold control
 * characters, with which it would move the cursor, change what stands above or send keys.
 * Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(unprintable, escaped);
}

/** The same for what stands inside of a line, such as a name: line ends and tabs do not stay. */
export function printableLine(text: string): string {
  return printable(text).replaceAll(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

// Control characters but line feed and tab; halves of a character; and those that change the
// direction of what follows.
const unprintable =
  /(?![\n\t])[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/gu;
