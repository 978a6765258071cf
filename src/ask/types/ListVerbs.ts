import type { Action, Kind } from './Policies';
import type { AskOptions, ItemQuestion, ResourceInput } from './Question';

/** Reads the next rows of a list, in the order of the list. */
export type ReadRows<Row> = (request: {
  /** The cursor of the last row that was read; `undefined` at the start of the list. */
  readonly after: string | undefined;
  /** The most rows to return. Fewer rows mean that there are no more. */
  readonly limit: number;
  /** Aborted when the rows are not needed any more. */
  readonly signal: AbortSignal;
}) => readonly Row[] | Promise<readonly Row[]>;

/** The options of `listByChecks`. */
export interface ListOptions<Row> extends AskOptions {
  /** The place of a row in the order of the list, different for each row: often its id. */
  readonly cursorOf: (row: Row) => string;
  /** Where the page starts: the `next` of the page before. */
  readonly after?: string | undefined;
  /** The most rows of a page. Default: 50. */
  readonly size?: number;
  /** The most rows to read for one page. Default: 500, which is ten calls to the PDP. */
  readonly maxRows?: number;
}

/** A page of a list. */
export interface ListPage<Row> {
  /** The rows that are allowed, in the order of the list. */
  readonly items: Row[];
  /** Pass it as `after` to get the next page. `undefined` if all rows were read. */
  readonly next: string | undefined;
  /** How many rows were read, which is also how many the PDP was asked about. */
  readonly rowsRead: number;
  /** True if `maxRows` ended the page before it was full. There may be more after `next`. */
  readonly reachedMaxRows: boolean;
}

/** Who may see or change a field: callers who may do this action, or with `true` every caller. */
export type FieldRules<Value extends object, A extends string> = {
  readonly [Name in keyof Value & string]?: A | true;
};

/** Makes a name that the value does not have a compile error. */
export type KnownFields<Value extends object, Fields> = {
  readonly [Name in Exclude<keyof Fields, keyof Value>]: never;
};

/** The names of the fields that are there for every caller. */
type OpenFields<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends true ? Name : never;
}[keyof Fields];

/** The named fields of a value. A field with an action may be absent, so it is optional. */
export type PickedFields<Value extends object, Fields> = Flat<
  Pick<Value, Extract<OpenFields<Fields>, keyof Value>> &
    Partial<Pick<Value, Extract<Exclude<keyof Fields, OpenFields<Fields>>, keyof Value>>>
>;

/** One object type, as editors show it. */
type Flat<T> = { [Name in keyof T]: T[Name] };

/** What `checkFields` found. */
export interface CheckedFields<Value extends object, Fields> {
  /** A copy with the fields that are allowed. */
  readonly allowed: PickedFields<Value, Fields>;
  /** The names of all other fields that the value has. */
  readonly refused: string[];
}

/** The questions about lists and fields. They are asked like all others, in as few calls. */
export interface ListVerbs<Policies extends object, First extends readonly unknown[]> {
  /**
   * Returns the items that are allowed, in the same order. Fifty items are one call to the PDP. If
   * `toQuestion` gives several actions, all must be allowed.
   *
   * `toQuestion` says what to ask about an item. It is called at once, for each item.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError. If one question
   * has no answer, the whole list fails: it is never shorter by accident.
   */
  filterAllowed: <Item>(
    ...args: [
      ...First,
      items: readonly Item[],
      toQuestion: (item: Item, index: number) => ItemQuestion<Policies>,
      options?: AskOptions,
    ]
  ) => Promise<Item[]>;

  /**
   * Makes a page of the rows that are allowed, for lists that no query plan can filter. It reads 50
   * rows, asks about them in one call, and goes on until the page is full or `maxRows` are read. All
   * of that is within one deadline.
   *
   * `rows` reads the next rows. Let the query leave out what can't be allowed. `toQuestion` says what
   * to ask about a row. Give the row's attributes, so that nothing is loaded.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError, any error of `rows`; never
   * DeniedError.
   */
  listByChecks: <Row>(
    ...args: [
      ...First,
      rows: ReadRows<Row>,
      toQuestion: (row: Row) => ItemQuestion<Policies>,
      options: ListOptions<NoInfer<Row>>,
    ]
  ) => Promise<ListPage<Row>>;

  /**
   * Copies the fields of a value that the caller may see. A field that is denied is absent, and so
   * is a field that `fields` does not name. Only the fields that the value has are asked about, in
   * one call, together with all other questions of the same tick.
   *
   * It does not ask whether the caller may see the resource itself.
   *
   * `fields` has the action for each field, or `true` for a field that every caller may see.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  pickAllowed: <
    const K extends Kind<Policies>,
    Value extends object,
    const Fields extends FieldRules<Value, Action<Policies, K>>,
  >(
    ...args: [
      ...First,
      value: Value,
      fields: Fields & KnownFields<Value, Fields>,
      resource: ResourceInput<Policies, K>,
      options?: AskOptions,
    ]
  ) => Promise<PickedFields<Value, Fields>>;

  /**
   * Tells which fields of a change the caller may set. A field that `fields` does not name is
   * refused. Store `allowed`, never the change itself.
   *
   * `change` is what the caller sent. `fields` has the action for each field, or `true` for a field
   * that every caller may set.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  checkFields: <
    const K extends Kind<Policies>,
    Change extends object,
    const Fields extends FieldRules<Change, Action<Policies, K>>,
  >(
    ...args: [
      ...First,
      change: Change,
      fields: Fields & KnownFields<Change, Fields>,
      resource: ResourceInput<Policies, K>,
      options?: AskOptions,
    ]
  ) => Promise<CheckedFields<Change, Fields>>;
}
