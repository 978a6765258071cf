const tokens = /\/\*.*?\*\/|"(?:\\.|[^"\\])*"|[\w$]+|\s+|./gsu;

/**
 * Makes the arrays in types readonly: `string[]` becomes `readonly string[]`. Attributes are only
 * read, and a row may hold arrays of either sort.
 *
 * @param code - types, as they are made of JSON Schemas: without functions.
 */
export function readonlyArrays(code: string): string {
  const top: string[] = [];
  const open: string[][] = [];
  let group = top;
  for (const [token] of code.matchAll(tokens)) {
    if (/^[([{<]$/.test(token)) {
      open.push(group);
      group = [token];
    } else if (/^[)\]}>]$/.test(token)) {
      const closed = group.join('') + token;
      group = open.pop() ?? top;
      if (closed === '[]') group.push(readonlyArrayOf(group.pop() ?? ''));
      // `Record<string, unknown>` is one type.
      else group.push(token === '>' ? `${group.pop() ?? ''}${closed}` : closed);
    } else {
      group.push(token);
    }
  }
  return top.join('');
}

function readonlyArrayOf(element: string): string {
  return element.startsWith('readonly ') ? `readonly (${element})[]` : `readonly ${element}[]`;
}
