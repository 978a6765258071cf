import { describe, expect, it } from 'vitest';
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

  it('refuse a model that is not there, and one without an id of one field', () => {
    expect(() => map('Nope', {})).toThrow('names the model "Nope"');
    expect(() => map('Folder', { a: 'a' })).toThrow('which field is the id');
  });
});
