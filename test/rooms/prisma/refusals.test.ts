import { describe, expect, it } from 'vitest';
import { UntranslatablePlanError } from '../../../src';
import { readPlanAnswer } from '../../../src/ask/pdp/readPlanAnswer';
import type { Plan } from '../../../src/ask/types/Plan';
import { ABSENT } from '../../../src/identify/Principal';
import { columns, list, one, rows, type SourceMap } from '../../../src/prisma';

const schema = `
model Document {
  id     String @id
  code   String @db.Char(2)
  tags   String[]
  shares Share[]
  folder Folder?
}
model Share {
  key    Int @id
  userId String
}
model Folder {
  a String
  b String
  @@id([a, b])
}
`;

/** What is read of a client when the mapping is made. */
const clientOf = (provider: unknown, inlineSchema: unknown = schema) => ({
  _activeProvider: provider,
  _engineConfig: { inlineSchema },
});

// The types would refuse these mappings, too.
const map = (model: string, attributes: SourceMap, client: object = clientOf('postgresql')) =>
  columns('document', client, model as never, attributes as never);

const equal = (name: string, other: object = { value: 'x' }) => ({
  operator: 'eq',
  operands: [{ name: `request.resource.${name}` }, other],
});

function planOf(condition: object): Plan {
  const answer = { requestId: '1', kind: 'KIND_CONDITIONAL', condition };
  const principal = { id: 'u1', roles: ['user'], attr: ABSENT };
  return readPlanAnswer(answer, { principal, resourceKind: 'document' });
}

describe('columns of Prisma', () => {
  it.each(['mysql', 'sqlite', 'sqlserver', 'mongodb', 'cockroachdb'])(
    'refuse %s, which compares in another way than policies',
    (provider) => {
      expect(() => map('Document', {}, clientOf(provider))).toThrow(`a client for ${provider}`);
    },
  );

  it('take PostgreSQL by each of its names', () => {
    for (const provider of ['postgresql', 'postgres']) {
      expect(map('Document', { x: 'code' }, clientOf(provider)).kind).toBe('document');
    }
  });

  it('refuse a client whose schema can not be read', () => {
    expect(() => map('Document', {}, {})).toThrow('can not read the schema');
    expect(() => map('Document', {}, clientOf('postgresql', null))).toThrow('can not read');
  });

  it.each([
    ['a field that is not there', { x: 'nope' }, 'Document.nope, which is no field'],
    ['a relation as a value', { x: 'shares' }, 'which is a relation to many rows'],
    ['a list as a value', { x: 'tags' }, 'which is a list of values'],
    ['many rows as one', { x: one('shares', {}) }, 'It must be a relation to one row'],
    ['one row as many', { x: rows('folder', 'a') }, 'It must be a relation to many rows'],
    ['a value as a list', { x: list('id') }, 'It must be a list of values'],
    ['a field of a child that is not there', { x: rows('shares', 'id') }, 'Share.id, which is no'],
  ] satisfies [string, SourceMap, string][])('refuse %s', (_, attributes, message) => {
    expect(() => map('Document', attributes)).toThrow(message);
  });

  it.each(['AND', 'OR', 'NOT'])('refuse a model with a field named %s', (name) => {
    const model = `model Document {\n  id String @id\n  ${name} String?\n  a String\n}\n`;
    expect(() => map('Document', { a: 'a' }, clientOf('postgresql', model))).toThrow(
      `field "${name}" has the name of an operator`,
    );
  });

  it.each(['is', 'isNot'])('refuse one() of a model with a field named %s', (name) => {
    const models = `model Document {\n  id String @id\n  folder Folder\n}\nmodel Folder {\n  id String @id\n  ${name} String?\n}\n`;
    const attributes = { folder: one('folder', { id: 'id' }) };
    expect(() => map('Document', attributes, clientOf('postgresql', models))).toThrow(
      `field "${name}" has the name of an operator`,
    );
  });

  it('refuse an id that two rows may have in common', () => {
    const withId = (attribute: string, more = '') => {
      const model = `model Document {\n  id String @id\n  slug String ${attribute}\n  org String\n${more}}\n`;
      const client = clientOf('postgresql', model);
      return () => columns('document', client, 'Document' as never, {}, { id: 'slug' as never });
    };
    expect(withId('')).toThrow('which two rows may have in common');
    expect(withId('// not @unique')).toThrow('two rows');
    expect(withId('', '  @@unique([org, slug])\n')).toThrow('two rows');
    expect(withId('@unique(where: raw("deleted_at is null"))')).toThrow('two rows');
    expect(withId('@unique(map: "slugs")')).not.toThrow();
    expect(withId('', '  @@unique([slug], map: "slugs")\n')).not.toThrow();
  });

  it('take nothing from texts and comments of the schema', () => {
    const model = `model Document {
  slug String // not the @id
  id   String @id
  code String @default("@db.Text // @unique") @db.Char(3)
  /**
   * code String
   */
}
/*
model Document {
  id   String @id
  code String
}
*/
`;
    const document = map('Document', { code: 'code' }, clientOf('postgresql', model));
    expect(() => document.where(planOf(equal('attr.code')))).toThrow('@db.Char(3)');
    expect(document.where(planOf(equal('id')))).toEqual({ AND: [{ id: { equals: 'x' } }] });
  });

  it('refuse two fields of a client that hides how to compare them', () => {
    const model = 'model Document {\n  id String @id\n  a String\n  b String\n}\n';
    const client = { ...clientOf('postgresql', model), document: { fields: {} } };
    const document = map('Document', { a: 'a', b: 'b' }, client);
    const plan = planOf(equal('attr.a', { name: 'request.resource.attr.b' }));
    expect(() => document.where(plan)).toThrow(UntranslatablePlanError);
  });

  it('take the row of a relation for possibly gone where the database has no foreign keys', () => {
    const models = (datasource: string) => `datasource db {\n${datasource}}
model Document {
  id     String @id
  folder Folder @relation(fields: [a], references: [id])
  a      String
}
model Folder {
  id String @id
}
`;
    const where = (datasource: string) =>
      map(
        'Document',
        { folder: one('folder', { id: 'id' }) },
        clientOf('postgresql', models(datasource)),
      ).where(planOf(equal('attr.folder', { value: null })));
    expect(where('  relationMode = "prisma"\n')).toEqual({ AND: [{ folder: { isNot: {} } }] });
    expect(where('  relationMode = "foreignKeys"\n')).toEqual({ AND: [{ id: { in: [] } }] });
  });

  it('refuse a model that is not there, and one without an id of one field', () => {
    expect(() => map('Nope', {})).toThrow('names the model "Nope"');
    expect(() => map('Folder', { a: 'a' })).toThrow('which field is the id');
  });
});
