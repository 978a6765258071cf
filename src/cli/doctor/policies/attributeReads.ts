/** An attribute that an expression reads. */
export interface AttributeRead {
  readonly of: 'principal' | 'resource';
  /** Its name; `undefined` if the expression takes the whole map, so that any may be read. */
  readonly name: string | undefined;
  /** The expression also tests with `has()` whether the attribute is there. */
  readonly isGuarded: boolean;
}

/** A text of CEL, but not a key in brackets: that is the name of an attribute. */
const texts =
  /(?<!\[\s*\??\s*)\b[rRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|(?<!\[\s*\??\s*)(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')/g;
const comments = /\/\/[^\n]*/g;
const attributes =
  /(?<![\w.])(?:request\s*\.\s*)?(principal|P|resource|R)\s*\.\s*attr\b(?:\s*\.\s*\??\s*`?([A-Za-z_][\w]*)`?(?!\s*\()|\s*\[\s*\??\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*\])?/g;

/** The expression without the content of its texts, in which names could stand by chance. */
export function withoutTexts(expression: string): string {
  return expression.replaceAll(texts, '""').replaceAll(comments, '');
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

/** The texts of an expression: `org:projects:edit` of `"org:projects:edit" in …`. */
export function textsOf(expression: string): string[] {
  return [...expression.matchAll(/"([^"\\\n]*)"|'([^'\\\n]*)'/g)].map(
    ([, double, single]) => double ?? single ?? '',
  );
}
