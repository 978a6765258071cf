import type { Column, SQL } from 'drizzle-orm';
import type { Scalar } from './Scalar';
import type { ComputedType } from './Source';

/** A list in a column, as a table of its items. */
export interface ItemTable {
  /** What stands after `from`. */
  readonly from: SQL;
  readonly item: Scalar;
  /** Holds where the column holds a list. */
  readonly sound?: SQL | undefined;
}

/** A text beside another: is it so, and is it not? Both are NULL where a text is. */
export interface TextTest {
  readonly holds: SQL;
  readonly fails: SQL;
}

/** What a database says in its own way. */
export interface Dialect {
  /** `undefined` for a column that the database does not compare as policies compare what is read of it. */
  readonly scalarOf: (column: Column) => Scalar | undefined;
  /** The column as the id of a resource, which is text. */
  readonly idOf: (column: Column) => Scalar | undefined;
  /** An expression as a value of a type: lists and checks read the same one. */
  readonly cast: (expression: SQL, type: ComputedType) => SQL;
  /** What such a value is compared by. */
  readonly computed: (value: SQL, type: ComputedType, nullable: boolean) => Scalar;
  /**
   * @param alias - the name of the table of items, which no other one around it has.
   * @returns `undefined` for a column that holds no list of simple values.
   */
  readonly itemsOf: (column: Column, alias: string) => ItemTable | undefined;
  readonly startsWith: (text: SQL, part: string) => TextTest;
  readonly endsWith: (text: SQL, part: string) => TextTest;
  readonly contains: (text: SQL, part: string) => TextTest;
  /** The number of code points. */
  readonly lengthOf: (text: SQL) => { readonly length: SQL; readonly sound?: SQL };
  readonly bindNumber: (value: number) => SQL;
}
