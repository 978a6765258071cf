/** An attribute that an expression reads. */
export interface AttributeRead {
  readonly of: 'principal' | 'resource';
  /** Its name; `undefined` if the expression takes the whole map, so that any may be read. */
  readonly name: string | undefined;
  /** The expression also tests with `has()` whether the attribute is there. */
  readonly isGuarded: boolean;
}

// A comment, or a text: raw ones (r"\d") have no escapes.
const tokens =
  /\/\/[^\n]*|\b(?:[rR][bB]?|[bB][rR])(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"[^"\n]*"|'[^'\n]*')|(?:\b[bB])?(?:"""(?:\\[\s\S]|[^\\])*?"""|'''(?:\\[\s\S]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;
const attributes =
  /(?<![\w.])(?:request\s*\.\s*)?(principal|P|resource|R)\s*\.\s*attr\b(?:\s*\.\s*\??\s*`?([A-Za-z_]\w*)\b`?(?!\s*\()|\s*\[\s*\??\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])?/g;

/**
 * The expression without comments and without the content of its texts, in which names could stand
 * by chance. A key in brackets stays: it is the name of an attribute.
 */
export function withoutTexts(expression: string): string {
  return expression.replaceAll(tokens, (token, offset: number) => {
    if (token.startsWith('//')) return '';
    return /\battr\s*\[\s*\??\s*$/.test(expression.slice(0, offset)) ? token : '""';
  });
}

/** The texts in an expression: `org:notes:edit` of `"org:notes:edit" in P.attr.orgPermissions`. */
export function textsOf(expression: string): string[] {
  return [...expression.matchAll(tokens)]
    .filter(([token]) => !token.startsWith('//'))
    .map(([token]) => token.replace(/^[rRbB]*(["']{3}|["'])([\s\S]*)\1$/, '$2'));
}

/** The attributes that a CEL expression reads, in the order in which they stand there. */
export function attributeReads(expression: string): AttributeRead[] {
  const code = withoutTexts(expression);
  const guarded = new Set(
    [...code.matchAll(/\bhas\s*\(([^()]*)\)/g)].flatMap(([, inside = '']) =>
      [...inside.matchAll(attributes)].map((match) => keyOf(match)),
    ),
  );
  return [...code.matchAll(attributes)].map((match) => ({
    of: ownerOf(match),
    name: nameOf(match),
    isGuarded: guarded.has(keyOf(match)),
  }));
}

const ownerOf = ([, owner]: RegExpExecArray) =>
  owner === 'P' || owner === 'principal' ? 'principal' : 'resource';

const nameOf = ([, , member, double, single]: RegExpExecArray) => member ?? double ?? single;

const keyOf = (match: RegExpExecArray) => `${ownerOf(match)}.${nameOf(match) ?? ''}`;

/** Says whether an expression reads anything of the principal or the resource. */
export function readsCallerOrResource(expression: string): boolean {
  return /(?<![\w.])(?:request\s*\.\s*)?(?:principal|P|resource|R)\s*[.[]/.test(
    withoutTexts(expression),
  );
}
