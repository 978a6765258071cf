import type { Column } from 'drizzle-orm';
import type { Attr, Kind, RegisteredPolicies } from '../ask/types/Policies';
import type { Computed, List, One, Rows, Source } from './Source';

/** A kind of resource in the registered policies; any name if none are registered. */
export type ListedKind = Kind;

type AttributesOf<K extends ListedKind> = Attr<RegisteredPolicies, K>;

/** The names of a kind's attributes; any name if the policies don't say. */
export type AttributeName<K extends ListedKind> = [keyof AttributesOf<K>] extends [never]
  ? string
  : Extract<keyof AttributesOf<K>, string>;

/** The attributes that a mapping of these names makes. */
export type MappedAttributes<K extends ListedKind, Name extends string> = [
  keyof AttributesOf<K>,
] extends [never]
  ? Readonly<Record<Name, unknown>>
  : // eslint-disable-next-line @typescript-eslint/no-generated-empty-object-type -- only without policies
    Pick<AttributesOf<K>, Extract<keyof AttributesOf<K>, Name>>;

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
