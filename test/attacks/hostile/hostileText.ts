import fc from 'fast-check';

/** Names and ids that somebody who means harm, or a careless program, would choose. */
export const hostileTexts: readonly string[] = [
  '*',
  '**',
  'view*',
  'view:*',
  ' view',
  'view ',
  'VIEW',
  'view\u0000',
  'view\u200b',
  '\u202eweiv',
  'vi\u0435w', // a Cyrillic e
  'e\u0301dit',
  'édit',
  '😀',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'toJSON',
  'hasOwnProperty',
  'then',
  'resources[0]',
  'validation error: resources[0].resource.scope: no',
  '\n - principal.roles: value is required',
  'larger than max',
  '../../policies',
  'document/../mirror',
  'document.vdefault/acme',
  'resource.document.vdefault',
  '","actions":["edit"],"x":"',
  "' or 1=1 --",
  '${jndi:ldap://x}',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '%00',
  '\ufeff',
  '\uffff',
  'NaN',
  'null',
  'undefined',
  '0',
  '-0',
  '1e1000',
  'a'.repeat(100_000),
];

/** Text of any kind: well-formed or not, and often one of the above. */
export const anyText = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('\ud800', 'a\udfff', '\udc00\ud800', ''),
);

/** JSON of any kind, whose members may be called anything. */
export const anyJson = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    anyText,
    fc.boolean(),
    fc.constant(null),
    fc.double(),
    fc.maxSafeInteger(),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('json'), { maxKeys: 4 }),
  ),
})).json;
