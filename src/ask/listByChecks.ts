import { invalidConfiguration } from '../base/errors';
import { getProperty, isObject } from '../base/value';
import { type Stopper, toAbortSignal } from '../base/withDeadline';
import { isAllowed, questionsAbout, readFunction } from './filterAllowed';
import type { CheckOptions, PrincipalClient } from './PrincipalClient';
import { invalid, isName } from './readQuestion';
import type { ListPage } from './types/ListVerbs';

/** As many rows as a PDP takes in one call, unless it is told otherwise. */
const BATCH = 50;
const MAX_ROWS = 500;

/** A checked question for a page. */
export interface AskedPage {
  readonly rows: CallableFunction;
  readonly toQuestion: CallableFunction;
  readonly cursorOf: CallableFunction;
  readonly after: string | undefined;
  readonly size: number;
  readonly maxRows: number;
}

/**
 * Reads the arguments of `listByChecks`.
 *
 * @throws ConfigurationError `invalid_configuration`; RejectedError `invalid_question`.
 */
export function readPage(rows: unknown, toQuestion: unknown, options: unknown): AskedPage {
  if (!isObject(options)) throw invalid('options', 'must be an object with a cursorOf');
  const after = getProperty(options, 'after');
  if (after !== undefined && typeof after !== 'string') {
    throw invalid('options.after', 'must be the next of another page, or undefined');
  }
  return {
    rows: readFunction(rows, 'rows', '({ after, limit }) => the next rows'),
    toQuestion: readFunction(toQuestion, 'toQuestion', '(row) => ({ resource, action })'),
    cursorOf: readFunction(getProperty(options, 'cursorOf'), 'cursorOf', '(row) => row.id'),
    after,
    size: readCount(options, 'size') ?? BATCH,
    maxRows: readCount(options, 'maxRows') ?? MAX_ROWS,
  };
}

/**
 * Reads rows and asks about them, batch by batch, until the page is full, there are no more rows, or
 * enough rows are read.
 *
 * @throws what prevents an answer about one of the rows; what the app's functions throw.
 */
export async function listByChecks(
  client: PrincipalClient,
  { rows: readRows, toQuestion, cursorOf, after, size, maxRows }: AskedPage,
  options: CheckOptions,
  stopper: Stopper,
): Promise<ListPage<unknown>> {
  const signal = toAbortSignal(stopper);
  const items: unknown[] = [];
  let next = after;
  let rowsRead = 0;
  while (rowsRead < maxRows) {
    const limit = Math.min(BATCH, maxRows - rowsRead);
    stopper.waitingFor(() => 'the rows of listByChecks');
    const given: unknown = await Reflect.apply(readRows, undefined, [
      { after: next, limit, signal },
    ]);
    stopper.throwIfStopped();
    const rows = checkRows(given, limit);
    const cursors = rows.map((row) => checkCursor(Reflect.apply(cursorOf, undefined, [row])));
    // Otherwise the same rows would be read again and again.
    if (rows.length > 0 && cursors.at(-1) === next) throw standstill(next);
    rowsRead += rows.length;
    const answers = await client.check(questionsAbout(rows, toQuestion, 'rows'), options, stopper);
    const isEnd = rows.length < limit;
    for (const [index, row] of rows.entries()) {
      next = cursors[index];
      if (!isAllowed(answers[index])) continue;
      items.push(row);
      if (items.length < size) continue;
      const isLast = isEnd && index === rows.length - 1;
      return { items, next: isLast ? undefined : next, rowsRead, reachedMaxRows: false };
    }
    if (isEnd) return { items, next: undefined, rowsRead, reachedMaxRows: false };
  }
  return { items, next, rowsRead, reachedMaxRows: true };
}

function readCount(options: object, name: string): number | undefined {
  const count = getProperty(options, name);
  if (count === undefined) return undefined;
  if (typeof count === 'number' && Number.isInteger(count) && count > 0) return count;
  throw invalid(`options.${name}`, 'must be a whole number above 0');
}

/** A longer list is no page: `rows` has not read the limit, and so may read the whole table. */
function checkRows(given: unknown, limit: number): readonly unknown[] {
  if (Array.isArray(given) && given.length <= limit) return Array.from<unknown>(given);
  throw invalidConfiguration(
    Array.isArray(given)
      ? `The function rows of listByChecks returned ${given.length} rows, and the limit is ${limit}. Write the limit into the query.`
      : 'The function rows of listByChecks must return a list of rows.',
  );
}

function checkCursor(given: unknown): string {
  if (isName(given)) return given;
  throw invalidConfiguration(
    'The function cursorOf of listByChecks must return a text that is not empty. Write cursorOf: (row) => String(row.id).',
  );
}

function standstill(cursor: string | undefined): Error {
  return invalidConfiguration(
    `The function rows of listByChecks returned the row ${JSON.stringify(cursor)} again. Let the query start after the cursor, in the order of the cursors.`,
  );
}
