import type { AttributesOf, ListedKind } from '../lists/MappedAttributes';
import type { List, One, Rows } from './Source';

/** What Prisma's types say of a model. */
interface Model {
  readonly payload: Payload;
  readonly operations: { readonly findMany: { readonly args: object } };
}

interface Payload {
  readonly name: string;
  readonly scalars: object;
  readonly objects: object;
}

interface Typed<M> {
  readonly [key: symbol]: { readonly types: M };
}

type ModelAt<Client, Name extends string> =
  Uncapitalize<Name> extends keyof Client
    ? Client[Uncapitalize<Name>] extends Typed<infer M extends Model>
      ? M
      : never
    : never;

/** The models of a client, by their names in the schema. */
export type ModelName<Client> = {
  [Key in Extract<keyof Client, string>]: Client[Key] extends Typed<{
    readonly payload: { readonly name: infer Name extends string };
  }>
    ? string extends Name
      ? never
      : Name
    : never;
}[Extract<keyof Client, string>];

/** The `where` of a model. */
export type WhereOf<Client, Name extends string> = ModelAt<
  Client,
  Name
>['operations']['findMany']['args'] extends { where?: infer W }
  ? NonNullable<W>
  : object;

/** A row of a model. */
export type RowOf<Client, Name extends string> = ModelAt<Client, Name>['payload']['scalars'];

/** A field of a model, by its name. */
export type FieldName<Client, Name extends string> = Extract<keyof RowOf<Client, Name>, string>;

/** Where the attribute of a kind may come from: what has the type that policies expect. */
export type SourceOf<
  Client,
  Name extends string,
  K extends ListedKind,
  Attribute extends string,
> = Attribute extends keyof AttributesOf<K>
  ? SourceOfType<AttributesOf<K>[Attribute], ModelAt<Client, Name>['payload']>
  : AnySource<ModelAt<Client, Name>['payload']>;

type AnySource<P extends Payload> =
  | Extract<keyof P['scalars'], string>
  | Rows<Extract<keyof P['objects'], string>>
  | One<Extract<keyof P['objects'], string>>
  | List<Extract<keyof P['scalars'], string>>;

type SourceOfType<T, P extends Payload> = unknown extends T
  ? AnySource<P>
  : | FieldOfType<T, P['scalars']>
    | (NonNullable<T> extends readonly (infer Item)[]
        ? ListOfItem<Item, P>
        : NonNullable<T> extends object
          ? OneOfType<NonNullable<T>, P['objects']>
          : never);

/** A field can't be null if the attribute is never null. An optional attribute is always sent. */
type FieldOfType<T, Scalars> = {
  [Name in keyof Scalars]: Name extends string
    ? undefined extends T
      ? Fits<Scalars[Name], Exclude<T, undefined>> extends true
        ? Name
        : never
      : Fits<Scalars[Name], T> extends true
        ? Name
        : never
    : never;
}[keyof Scalars];

type Fits<Data, T> = [JsonOf<Data>] extends [T] ? true : false;

/** The value that policies read of a field's value. */
type JsonOf<Data> = Data extends Date
  ? string
  : Data extends bigint
    ? number
    : Data extends { readonly toFixed: unknown; readonly toSignificantDigits: unknown }
      ? string
      : Data;

type ListOfItem<Item, P extends Payload> =
  | {
      [Name in keyof P['scalars']]: Name extends string
        ? P['scalars'][Name] extends readonly (infer Stored)[]
          ? Fits<Stored, Item> extends true
            ? List<Name>
            : never
          : never
        : never;
    }[keyof P['scalars']]
  | {
      [Relation in keyof P['objects']]: Relation extends string
        ? P['objects'][Relation] extends readonly (infer Child extends Payload)[]
          ? Rows<
              Relation,
              | FieldOfType<Item, Child['scalars']>
              | (Item extends object
                  ? {
                      readonly [Member in keyof Item]-?: FieldOfType<
                        Item[Member],
                        Child['scalars']
                      >;
                    }
                  : never)
            >
          : never
        : never;
    }[keyof P['objects']];

type OneOfType<T, Objects> = {
  [Relation in keyof Objects]: Relation extends string
    ? NonNullable<Objects[Relation]> extends infer Parent extends Payload
      ? One<Relation, { readonly [Member in keyof T]-?: SourceOfType<T[Member], Parent> }>
      : never
    : never;
}[keyof Objects];
