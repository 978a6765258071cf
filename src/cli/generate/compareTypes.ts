/**
 * Says in which kinds and actions two generated files differ: in one before, and one for the
 * policies as they are now. A formatter may have changed the layout of the files.
 *
 * @returns a line for each difference: `+ document: publish`. Empty if there is none.
 */
export function compareTypes(before: string, now: string): string[] {
  const kindsBefore = kindsIn(before);
  const kindsNow = kindsIn(now);
  const lines = [...new Set([...kindsBefore.keys(), ...kindsNow.keys()])].sort().flatMap((kind) => {
    const actionsBefore = kindsBefore.get(kind);
    const actionsNow = kindsNow.get(kind);
    if (actionsNow === undefined) return [`- ${kind}`];
    if (actionsBefore === undefined) return [`+ ${kind}: ${actionsNow.join(', ')}`];
    const gone = actionsBefore.filter((action) => !actionsNow.includes(action));
    const added = actionsNow.filter((action) => !actionsBefore.includes(action));
    return [
      ...gone.map((action) => `- ${kind}: ${action}`),
      ...added.map((action) => `+ ${kind}: ${action}`),
    ];
  });
  if (lines.length > 0 || digestIn(before) === digestIn(now)) return lines;
  return ['~ attributes, or descriptions'];
}

const digestIn = (text: string) => /^\/\/ Digest: (\w+)$/m.exec(text)?.[1];

const tokens =
  /\/\*.*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|[\p{ID_Continue}$]+|[{}:]/gsu;

/** The kinds of a generated file, with their actions. */
export function kindsIn(text: string): Map<string, string[]> {
  const kinds = new Map<string, string[]>();
  const [, map = ''] = text.split('export interface Policies');
  let depth = 0;
  let actions: string[] = [];
  // Of each kind, `actions` comes first, and then `attr`.
  let isInActions = false;
  for (const [token] of map.matchAll(tokens)) {
    if (token.startsWith('/') || token === ':') continue;
    if (token === '{') depth += 1;
    else if (token === '}' && (depth -= 1) === 0) break;
    else if (depth === 1 && token !== '}') kinds.set(plain(token), (actions = []));
    else if (depth === 2 && token === 'actions') isInActions = true;
    else if (depth === 2 && token === 'attr') isInActions = false;
    else if (isInActions && token !== '}') actions.push(plain(token));
  }
  return kinds;
}

/** The text of a literal; formatters change the quotes. */
function plain(token: string): string {
  if (!/^['"`]/.test(token)) return token === 'string' ? '*' : token;
  return token.slice(1, -1).replaceAll('${string}', '*').replace(/\\(.)/gs, '$1');
}
