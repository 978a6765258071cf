import type { Column } from 'drizzle-orm';
import type { AttributesOf, ListedKind } from '../lists/MappedAttributes';
import type { Computed, List, One, Rows, Source } from './Source';

/** Where the attribute of a kind may come from: what has the type that policies expect. */
export type SourceOf<K extends ListedKind, Name extends string> = Name extends keyof AttributesOf<K>
  ? SourceOfType<AttributesOf<K>[Name]>
  : Source;

/** A column can't be `NULL` if the attribute is never null. An optional attribute is always sent. */
type SourceOfType<T> = unknown extends T
  ? Source
  : | ColumnOf<DataOf<Exclude<T, null | undefined>>, null extends T ? boolean : true>
    | Computed<T>
    | (Exclude<T, null | undefined> extends readonly (infer Item)[]
        ? Rows<Item> | List<Item>
        : Exclude<T, null | undefined> extends object
          ? One<Exclude<T, null | undefined>>
          : never);

type DataOf<T> = T extends string ? T | Date : T extends number ? T | bigint : T;

type ColumnOf<Data, NotNull extends boolean> = Column & {
  readonly _: { readonly data: Data; readonly notNull: NotNull };
};
