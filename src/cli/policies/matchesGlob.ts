/**
 * Says whether a name matches a pattern of a policy, as Cerbos matches actions and the kinds of
 * role policies. `*` alone matches everything. Inside a pattern `*` stops at `:`, and `**` does
 * not. Without any `*`, a pattern is a plain name, also with `?`, `[` or `{` in it.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/resource_policies
 */
export function matchesGlob(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  if (!pattern.includes('*')) return pattern === name;
  try {
    return new RegExp(`^${toRegExp(pattern)}$`, 's').test(name);
  } catch {
    // The PDP leaves such a pattern out.
    return false;
  }
}

const parts = /\*\*|\*|\?|\\.|\[!?[^\]]+\]|[{},]|[^*?\\[{},]+|./gs;

function toRegExp(pattern: string): string {
  let depth = 0;
  const translated = (pattern.match(parts) ?? [])
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '*') return '[^:]*';
      if (part === '?') return '[^:]';
      if (part === '{') return (depth += 1) && '(?:';
      if (part === '}' && depth > 0) return (depth -= 1) >= 0 ? ')' : '';
      if (part === ',' && depth > 0) return '|';
      if (part === '[') throw new SyntaxError(`The pattern ${pattern} has an open bracket.`);
      if (part.startsWith('[')) return toClass(part.slice(1, -1));
      return (part.startsWith('\\') ? part.slice(1) : part).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
    })
    .join('');
  // A brace that is left open ends with the pattern.
  return translated + ')'.repeat(depth);
}

/** Unlike in regular expressions, what is in front of the other characters negates as `!`. */
function toClass(characters: string): string {
  const isNegated = /^!./s.test(characters);
  const members = isNegated ? characters.slice(1) : characters;
  return `[${isNegated ? '^' : ''}${members.replace(/[\\^]/g, '\\$&')}]`;
}
