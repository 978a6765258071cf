// An app whose lists come from its database: mistakes in the mapping are errors where it is written.
import { type CerbosClient, createClerkCerbos, type Plan } from 'clerk-cerbos';
import { columns, list, one, rows } from 'clerk-cerbos/prisma';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: {
    actions: 'view';
    attr: {
      ownerId: string;
      parentId?: string | null;
      archived: boolean;
      createdAt: string;
      sharedWith: readonly string[];
      tags: readonly string[];
      folder: { readonly name: string } | null;
    };
  };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

// What Prisma generates, shortened.
interface Model<Payload, Where> {
  [key: symbol]: {
    types: { payload: Payload; operations: { findMany: { args: { where?: Where } } } };
  };
}
interface Share {
  name: 'Share';
  scalars: { userId: string; level: number };
  objects: object;
}
interface Folder {
  name: 'Folder';
  scalars: { id: string; name: string };
  objects: object;
}
interface Document {
  name: 'Document';
  scalars: {
    id: string;
    ownerId: string;
    parentId: string | null;
    archived: boolean;
    size: number;
    createdAt: Date;
    tags: string[];
  };
  objects: { shares: Share[]; folder: Folder | null };
}
interface DocumentWhereInput {
  AND?: DocumentWhereInput | DocumentWhereInput[];
  ownerId?: string;
}
declare const prisma: {
  document: Model<Document, DocumentWhereInput>;
  folder: Model<Folder, object>;
};
declare const plan: Plan;
declare const cerbos: CerbosClient;

const document = columns('document', prisma, 'Document', {
  ownerId: 'ownerId',
  parentId: 'parentId',
  archived: 'archived',
  createdAt: 'createdAt',
  sharedWith: rows('shares', 'userId'),
  tags: list('tags'),
  folder: one('folder', { name: 'name' }),
});

export const where: DocumentWhereInput = document.where(plan, { onDoubt: 'refuse' });
export const mine: DocumentWhereInput = { AND: [where, { ownerId: 'user_1' }] };
export const { authorize } = createClerkCerbos({
  cerbos,
  resources: { document: document.loader() },
});
const loader = document.loader();
type Loaded =
  Awaited<ReturnType<typeof loader.loadMany>> extends ReadonlyMap<string, infer One> ? One : never;
export type Row = Expect<Equal<Loaded['value'], Document['scalars']>>;

// @ts-expect-error -- a field that may be null, for an attribute that is never null
columns('document', prisma, 'Document', { ownerId: 'parentId' });
// @ts-expect-error -- a number for a string
columns('document', prisma, 'Document', { ownerId: 'size' });
// @ts-expect-error -- no such field
columns('document', prisma, 'Document', { ownerId: 'ownerID' });
// @ts-expect-error -- a name that is no attribute
columns('document', prisma, 'Document', { ownerID: 'ownerId' });
// @ts-expect-error -- rows of another element type
columns('document', prisma, 'Document', { sharedWith: rows('shares', 'level') });
// @ts-expect-error -- no such relation
columns('document', prisma, 'Document', { sharedWith: rows('share', 'userId') });
// @ts-expect-error -- no such model
columns('document', prisma, 'Documents', { ownerId: 'ownerId' });
// @ts-expect-error -- no such kind
columns('folder', prisma, 'Folder', { name: 'name' });
// @ts-expect-error -- a list for a text
columns('document', prisma, 'Document', { ownerId: list('tags') });
const partial = columns('document', prisma, 'Document', { ownerId: 'ownerId' });
// @ts-expect-error -- without an attribute that policies read, checks would see less than they need
createClerkCerbos({ cerbos, resources: { document: partial.loader() } });
