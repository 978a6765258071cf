import type { Attr, Kind, RegisteredPolicies } from '../ask/types/Policies';

/** A kind of resource in the registered policies; any name if none are registered. */
export type ListedKind = Kind;

/** The attributes of a kind, as the registered policies have them. */
export type AttributesOf<K extends ListedKind> = Attr<RegisteredPolicies, K>;

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
