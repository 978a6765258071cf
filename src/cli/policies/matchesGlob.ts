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
  return new RegExp(`^${toRegExp(pattern)}$`, 's').test(name);
}

const parts = /\*\*|\*|\?|\\.|\[!?[^\]]+\]|[{},]|[^*?\\[{},]+|./gs;

function toRegExp(pattern: string): string {
  let depth = 0;
  return (pattern.match(parts) ?? [])
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '*') return '[^:]*';
      if (part === '?') return '[^:]';
      if (part === '{') return (depth += 1) && '(?:';
      if (part === '}' && depth > 0) return (depth -= 1) >= 0 ? ')' : '';
      if (part === ',' && depth > 0) return '|';
      if (part.startsWith('[') && part.length > 1) {
        return part.replace('[!', '[^').replaceAll('\\', '\\\\');
      }
      return (part.startsWith('\\') ? part.slice(1) : part).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
    })
    .join('');
}
