type JsonObject = Readonly<Record<string, unknown>>;

/** What an app stores at Clerk about a user or an organization, in Clerk's spelling. */
export interface Metadata {
  readonly public_metadata: JsonObject;
  readonly private_metadata: JsonObject;
  readonly unsafe_metadata: JsonObject;
}

/** The metadata of a sandbox, by the id of the user or the organization. */
export interface MetadataStore {
  of: (id: string) => Metadata;
  set: (id: string, metadata: Metadata) => void;
}

interface Owner {
  readonly id: string;
  readonly publicMetadata?: JsonObject;
  readonly privateMetadata?: JsonObject;
  readonly unsafeMetadata?: JsonObject;
}

/** Starts with the metadata of the sandbox's options. */
export function createMetadataStore(owners: readonly Owner[]): MetadataStore {
  const stored = new Map(owners.map((owner): [string, Metadata] => [owner.id, metadataOf(owner)]));
  return {
    of: (id) => stored.get(id) ?? metadataOf({ id }),
    set: (id, metadata) => void stored.set(id, metadata),
  };
}

function metadataOf({ publicMetadata, privateMetadata, unsafeMetadata }: Owner): Metadata {
  return {
    public_metadata: publicMetadata ?? {},
    private_metadata: privateMetadata ?? {},
    unsafe_metadata: unsafeMetadata ?? {},
  };
}

/** How a change is applied to the metadata that is there. */
export type ApplyChange = (current: JsonObject, change: JsonObject) => JsonObject;

/**
 * Reads the body of a request that changes metadata, and applies it. A member that the body does
 * not have stays as it is.
 *
 * @returns `undefined` if the body is not an object of objects.
 */
export function changeMetadata(
  current: Metadata,
  body: string,
  apply: ApplyChange,
): Metadata | undefined {
  const change = parseObject(body);
  if (change === undefined) return undefined;
  const isMetadata = Object.entries(change).every(
    ([name, value]) => Object.hasOwn(current, name) && isObject(value),
  );
  if (!isMetadata) return undefined;
  const applied = (name: keyof Metadata) => {
    const part = change[name];
    return isObject(part) ? apply(current[name], part) : current[name];
  };
  return {
    public_metadata: applied('public_metadata'),
    private_metadata: applied('private_metadata'),
    unsafe_metadata: applied('unsafe_metadata'),
  };
}

/**
 * Merges deeply. `null` removes a member.
 *
 * @see https://clerk.com/docs/reference/backend/user/update-user-metadata
 */
export function mergeDeep(current: JsonObject, change: JsonObject): JsonObject {
  const merged = new Map(Object.entries(current));
  for (const [name, value] of Object.entries(change)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else if (isObject(value)) merged.set(name, mergeDeep(isObject(before) ? before : {}, value));
    else merged.set(name, value);
  }
  // `fromEntries` makes `__proto__` a member like any other.
  return Object.fromEntries(merged);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
