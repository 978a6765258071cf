import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { kindsIn } from '../../../../src/cli/generate/compareTypes';
import { generateTypes } from '../../../../src/cli/generate/generateTypes';
import type { PolicySource } from '../../../../src/cli/generate/PolicySource';
import { root } from '../../../setup/publishedPackage';
import { principalPolicy, resourcePolicy, rolePolicy, sourceOf } from './source';

async function actionsOf(...policies: readonly string[]) {
  const { text } = await generateTypes(sourceOf(policies));
  return Object.fromEntries(kindsIn(text));
}

const options = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es5.d.ts'],
  types: [],
  exactOptionalPropertyTypes: true,
};
const compilerHost = ts.createCompilerHost(options);
const parsed = new Map<string, ts.SourceFile | undefined>();

/** A file of TypeScript itself, parsed once. */
function libraryFile(name: string): ts.SourceFile | undefined {
  if (!parsed.has(name)) parsed.set(name, compilerHost.getSourceFile(name, options.target));
  return parsed.get(name);
}

/** What the compiler makes of the type `attr` of the kind `thing`, and its errors in the file. */
async function attrOf(schema: unknown, more: Readonly<Record<string, unknown>> = {}) {
  return typeOfAttr(
    sourceOf([resourcePolicy('thing', ['view'], { schema: 'thing.json' })], {
      'thing.json': schema,
      ...more,
    }),
  );
}

async function typeOfAttr(source: PolicySource): Promise<string> {
  const { text } = await generateTypes(source);
  const code = `${text.split('declare module')[0] ?? ''}
    type Expand<T> = T extends readonly (infer E)[] ? readonly Expand<E>[] : T extends object ? { [K in keyof T]: Expand<T[K]> } : T;
    export type Result = Expand<Policies['thing']['attr']>;`;
  const files = new Map([['types.ts', ts.createSourceFile('types.ts', code, options.target)]]);
  const host = {
    ...compilerHost,
    getSourceFile: (name: string) => files.get(name) ?? libraryFile(name),
  };
  const program = ts.createProgram(['types.ts'], options, host);
  const errors = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(errors, code).toEqual([]);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile('types.ts');
  const [result] = (file?.statements ?? []).filter(ts.isTypeAliasDeclaration).slice(-1);
  if (result === undefined) throw new Error('There is no result.');
  return checker.typeToString(
    checker.getTypeAtLocation(result),
    undefined,
    ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.InTypeAlias,
  );
}

describe('the actions of a kind', () => {
  it('are those of its rules, in their order, once', async () => {
    expect(await actionsOf(resourcePolicy('document', ['view', 'edit', 'view']))).toEqual({
      document: ['view', 'edit'],
    });
  });

  it('are those of all versions and scopes, first of the default version without a scope', async () => {
    const actions = await actionsOf(
      resourcePolicy('document', ['of-scope'], { scope: 'acme' }),
      resourcePolicy('document', ['of-2'], { version: '2' }),
      resourcePolicy('document', ['view']),
    );
    expect(actions).toEqual({ document: ['view', 'of-2', 'of-scope'] });
  });

  it('are patterns where a rule has one, and any name only if no rule has a name', async () => {
    const actions = await actionsOf(
      resourcePolicy('a', ['*', 'view', 'comment:*', 'x:{a,b}*', 'a**']),
      resourcePolicy('b', ['*']),
      resourcePolicy('c', []),
      // Without a star, these are plain names.
      resourcePolicy('d', ['c?', '[x]']),
    );
    expect(actions).toEqual({
      a: ['view', 'comment:*', 'x:*', 'a*'],
      b: ['*'],
      c: ['never'],
      d: ['c?', '[x]'],
    });
  });

  it('are also those that a principal policy allows, for kinds that match', async () => {
    const actions = await actionsOf(
      resourcePolicy('document', ['view']),
      principalPolicy('document', 'fly'),
      principalPolicy('doc*', 'swim'),
      principalPolicy('only_here', 'walk'),
      principalPolicy('*', '*'),
    );
    expect(actions).toEqual({ document: ['view', 'fly', 'swim'], only_here: ['walk'] });
  });

  it('are none that only a role policy names, since it never allows alone', async () => {
    const actions = await actionsOf(
      resourcePolicy('document', ['view', 'comment:*']),
      rolePolicy('doc*', ['view', 'comment:add', 'fly', '*']),
      rolePolicy('only_here', ['view']),
    );
    expect(actions).toEqual({ document: ['view', 'comment:*', 'comment:add'] });
  });

  it('and names of kinds may hold any characters', async () => {
    const actions = await actionsOf(
      resourcePolicy('leave:"request\'s"', ['a`${b}`\\', 'it\'s "*"']),
    );
    expect(actions).toEqual({ 'leave:"request\'s"': ['a`${b}`\\', 'it\'s "*"'] });
  });
});

describe('the comment of a kind', () => {
  it('is the description of its policy, and can not end the comment', async () => {
    const { text } = await generateTypes(
      sourceOf([
        resourcePolicy('document', ['view'], { description: 'A */ danger(); /* document.' }),
      ]),
    );
    expect(text).toContain('/** A *\\/ danger(); /* document. — 0.yaml */\n  document: {');
  });

  it('has a line for each line of the description, and says what is not validated', async () => {
    const { text } = await generateTypes(
      sourceOf(
        [
          resourcePolicy('document', ['view'], {
            description: 'One.\nTwo.',
            schema: 'a.json',
            ignored: ['create'],
          }),
        ],
        { 'a.json': { type: 'object', properties: { id: { type: 'string' } } } },
      ),
    );
    expect(text).toContain(`  /**
   * One.
   * Two. — 0.yaml
   *
   * Its attributes are not validated if only this is asked: create.
   */
`);
  });
});

describe('the attributes of a kind', () => {
  const text = { type: 'string' };
  const closed = { type: 'object', additionalProperties: false };

  it.each([
    [
      'required and optional',
      { ...closed, properties: { a: text, b: { type: 'integer' } }, required: ['a'] },
      '{ a: string; b?: number; }',
    ],
    [
      'arrays',
      {
        ...closed,
        properties: {
          a: { type: 'array', items: text },
          b: { type: 'array', items: { enum: ['x', 'y'] } },
        },
      },
      '{ a?: readonly string[]; b?: readonly ("x" | "y")[]; }',
    ],
    [
      'arrays of arrays',
      {
        ...closed,
        properties: {
          a: { type: 'array', items: { type: 'array', items: { type: ['string', 'null'] } } },
        },
      },
      '{ a?: readonly (readonly (string | null)[])[]; }',
    ],
    [
      'arrays of a length',
      { ...closed, properties: { a: { type: 'array', items: text, minItems: 1, maxItems: 3 } } },
      '{ a?: readonly string[]; }',
    ],
    [
      'tuples of 2020-12',
      {
        ...closed,
        properties: { a: { type: 'array', prefixItems: [text, { type: 'number' }], items: false } },
      },
      '{ a?: readonly (string | number)[]; }',
    ],
    ['a closed object without properties', closed, '{ [x: string]: never; }'],
    ['an open object without properties', { type: 'object' }, 'object'],
    [
      'an object of numbers',
      { type: 'object', additionalProperties: { type: 'number' } },
      '{ [x: string]: number; }',
    ],
    [
      'nested, with the same title',
      {
        ...closed,
        properties: {
          a: { ...closed, title: 'Point', properties: { x: text } },
          b: { ...closed, title: 'Point', properties: { y: text } },
        },
      },
      '{ a?: { x?: string; }; b?: { y?: string; }; }',
    ],
    [
      'an object that says nothing of more properties, in which typos are found',
      { type: 'object', properties: { a: text } },
      '{ a?: string; }',
    ],
    [
      'alternatives',
      {
        oneOf: [
          { ...closed, properties: { a: text }, required: ['a'] },
          { ...closed, properties: { b: text }, required: ['b'] },
        ],
      },
      '{ a: string; } | { b: string; }',
    ],
    [
      'both of two',
      {
        allOf: [
          { ...closed, properties: { a: text }, required: ['a'] },
          { ...closed, properties: { b: text }, required: ['b'] },
        ],
      },
      '{ a: string; b: string; }',
    ],
    [
      'constants',
      { ...closed, properties: { a: { const: 'x' }, b: { const: 1 } } },
      '{ a?: "x"; b?: 1; }',
    ],
    [
      'names with other characters',
      { ...closed, properties: { 'a b': text, 'x"y': text } },
      '{ "a b"?: string; "x\\"y"?: string; }',
    ],
    [
      'properties with the names of keywords',
      {
        ...closed,
        properties: { title: text, $id: text, items: text, properties: { type: 'number' } },
      },
      '{ title?: string; $id?: string; items?: string; properties?: number; }',
    ],
    [
      'definitions',
      {
        ...closed,
        $defs: { money: { ...closed, properties: { a: text } } },
        properties: { price: { $ref: '#/$defs/money' } },
      },
      '{ price?: { a?: string; }; }',
    ],
    [
      'another file',
      { ...closed, properties: { m: { $ref: 'cerbos:///other.json#/$defs/money' } } },
      '{ m?: { amount?: number; }; }',
    ],
    [
      'a path to another file',
      { ...closed, properties: { m: { $ref: 'other.json' } } },
      '{ m?: { total?: number; }; }',
    ],
    ['itself', { ...closed, properties: { child: { $ref: '#' } } }, undefined],
    ['nothing in particular', true, 'object'],
    ['nothing in particular, as an object', {}, 'object'],
  ])('of a schema with %s are its type', async (_, schema, expected) => {
    const other = {
      ...closed,
      $defs: { money: { ...closed, properties: { amount: { type: 'number' } } } },
      properties: { total: { type: 'number' } },
    };
    const type = await attrOf(schema, { 'other.json': other });
    if (expected !== undefined) expect(type).toBe(expected);
  });

  it('never hold code of a schema', async () => {
    const type = await attrOf({
      ...closed,
      title: '*/ danger(); /*',
      tsType: 'Danger',
      properties: { a: { ...text, tsType: 'Danger', description: '*/ danger(); /*' } },
    });
    expect(type).toBe('{ a?: string; }');
  });

  it('are those of each version, and any if a version has no schema', async () => {
    const schemas = {
      '1.json': { ...closed, properties: { a: text }, required: ['a'] },
      'v2.json': { ...closed, properties: { b: text }, required: ['b'] },
    };
    const both = [
      resourcePolicy('thing', [], { schema: '1.json' }),
      resourcePolicy('thing', [], { schema: 'v2.json', version: '2' }),
    ];
    expect(await typeOfAttr(sourceOf(both, schemas))).toBe('{ a: string; } | { b: string; }');
    const one = [...both, resourcePolicy('thing', [], { version: '3' })];
    expect(await typeOfAttr(sourceOf(one, schemas))).toBe('object');
  });

  it('are not those of a policy with a scope, whose schema the PDP does not read', async () => {
    const source = sourceOf(
      [
        resourcePolicy('thing', [], { schema: 'thing.json' }),
        resourcePolicy('thing', [], { schema: 'scoped.json', scope: 'acme' }),
      ],
      { 'thing.json': { ...closed, properties: { a: text } } },
    );
    expect(await typeOfAttr(source)).toBe('{ a?: string; }');
  });

  it('have one type if two kinds share a schema, and names that do not clash', async () => {
    const schema = { ...closed, properties: { a: text } };
    const { text: code } = await generateTypes(
      sourceOf(
        ['document', 'copy']
          .map((kind) => resourcePolicy(kind, [], { schema: 'document.json' }))
          .concat(
            resourcePolicy('a', [], { schema: 'a-b.json' }),
            resourcePolicy('b', [], { schema: 'a_b.json' }),
            resourcePolicy('c', [], { schema: 'policies.json' }),
          ),
        {
          'document.json': schema,
          'a-b.json': schema,
          'a_b.json': schema,
          'policies.json': {
            ...schema,
            $defs: { Policies: schema },
            properties: { p: { $ref: '#/$defs/Policies' } },
          },
        },
      ),
    );
    expect(code.match(/attr: DocumentAttributes\n/g)).toHaveLength(2);
    const names = [...code.matchAll(/^export interface (\w+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('ABAttributes1');
  });

  it.each([
    [
      'does not exist',
      {},
      'thing.json',
      '0.yaml:1 names the schema thing.json, which does not exist.',
    ],
    [
      'names one that does not exist',
      { 'thing.json': { $ref: 'cerbos:///gone.json' } },
      'thing.json',
      'gone.json, which does not exist.',
    ],
    [
      'reads a file of the machine',
      {
        'thing.json': {
          $ref: pathToFileURL(join(root, 'examples/nextjs/policies/_schemas/document.json')).href,
        },
      },
      'thing.json',
      "can't be read",
    ],
    [
      'reads an address',
      { 'thing.json': { $ref: 'http://127.0.0.1:9/x.json' } },
      'thing.json',
      "can't be read",
    ],
  ])('of a schema that %s are an error', async (_, schemas, schema, message) => {
    const source = sourceOf([resourcePolicy('thing', [], { schema })], schemas);
    await expect(generateTypes(source)).rejects.toThrow(message);
  });
});

describe('the digest', () => {
  it('changes with the types, and not with where the policies are', async () => {
    const source = sourceOf([resourcePolicy('a', ['view'])]);
    const { digest } = await generateTypes(source);
    expect((await generateTypes({ ...source, name: 'elsewhere/' })).digest).toBe(digest);
    const other = await generateTypes(sourceOf([resourcePolicy('a', ['edit'])]));
    expect(other.digest).not.toBe(digest);
  });
});
