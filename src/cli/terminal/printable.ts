/**
 * Makes text that we did not write safe for a terminal: ids, attributes, names in policies. Control
 * characters could move the cursor, change colours or write into the clipboard, and marks of
 * direction could show another text than there is. They are shown as `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
