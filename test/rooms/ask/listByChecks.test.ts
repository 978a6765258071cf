import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos, type ReadRows } from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const pdp = usePdp();

interface Row {
  readonly id: string;
  readonly isMine: boolean;
}

const idOf = (index: number) => String(index).padStart(4, '0');
const table = (count: number, isMine: (index: number) => boolean): readonly Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: idOf(index), isMine: isMine(index) }));
const mineOf = (rows: readonly Row[]) => rows.filter((row) => row.isMine).map(({ id }) => id);

const cursorOf = ({ id }: Row) => id;
const toQuestion = ({ id, isMine }: Row) => ({
  resource: {
    kind: 'document',
    id,
    attr: isMine ? { ownerId: 'user_1', orgId: '' } : { ownerId: 'user_2', orgId: 'org_globex' },
  },
  action: 'view',
});

/** Reads a table by its ids, as a query does. */
const reading = (rows: readonly Row[]) =>
  vi.fn<ReadRows<Row>>(({ after = '', limit }) =>
    Promise.resolve(rows.filter(({ id }) => id > after).slice(0, limit)),
  );

/** A client that allows what is the caller's. */
const byOwner = () =>
  fakeClient((request) => ({
    ...allowAll(request),
    results: allowAll(request).results.map((result, index) => ({
      ...result,
      actions: {
        view:
          request.resources[index]?.resource.attr.ownerId === 'user_1'
            ? 'EFFECT_ALLOW'
            : 'EFFECT_DENY',
      },
    })),
  }));

/** The verb, as a member calls it. */
async function setUp(cerbos: CerbosClient = byOwner(), options: object = {}) {
  return createClerkCerbos({ cerbos, ...options }).authorizer(member);
}

/** Follows the cursors to the end. */
async function readAll(rows: readonly Row[], size: number, maxRows: number) {
  const { listByChecks } = await setUp();
  const found: string[] = [];
  const pages: { readonly rowsRead: number; readonly items: number }[] = [];
  let after: string | undefined;
  do {
    const page = await listByChecks(reading(rows), toQuestion, { cursorOf, size, maxRows, after });
    found.push(...page.items.map(cursorOf));
    pages.push({ rowsRead: page.rowsRead, items: page.items.length });
    after = page.next;
  } while (after !== undefined);
  return { found, pages };
}

describe('listByChecks', () => {
  it('fills a page with allowed rows in their order, reading and asking 50 at a time', async () => {
    const cerbos = new HTTP(pdp().httpUrl);
    const calls = vi.spyOn(cerbos, 'checkResources');
    const { listByChecks } = await setUp(cerbos, patient);
    const rows = table(300, (index) => index % 10 === 0);
    const read = reading(rows);
    const page = await listByChecks(read, toQuestion, { cursorOf, size: 12 });
    expect(page).toEqual({
      items: rows.filter(({ isMine }) => isMine).slice(0, 12),
      next: '0110',
      rowsRead: 150,
      reachedMaxRows: false,
    });
    expect(read.mock.calls.map(([{ after, limit }]) => [after, limit])).toEqual([
      [undefined, 50],
      ['0049', 50],
      ['0099', 50],
    ]);
    expect(calls.mock.calls.map(([{ resources }]) => resources.length)).toEqual([50, 50, 50]);
  });

  it('goes on after the last row of the page before', async () => {
    const { listByChecks } = await setUp();
    const read = reading(table(60, (index) => index % 2 === 0));
    const options = { cursorOf, size: 20 };
    const first = await listByChecks(read, toQuestion, options);
    const second = await listByChecks(read, toQuestion, { ...options, after: first.next });
    expect([first.items.at(-1)?.id, first.next, second.items[0]?.id]).toEqual([
      '0038',
      '0038',
      '0040',
    ]);
    expect([second.items.length, second.next]).toEqual([10, undefined]);
  });

  it('reads no more rows than maxRows, and says so', async () => {
    const { listByChecks } = await setUp();
    const rows = table(1000, (index) => index === 700);
    const read = reading(rows);
    const page = await listByChecks(read, toQuestion, { cursorOf, maxRows: 120 });
    expect(page).toEqual({ items: [], next: '0119', rowsRead: 120, reachedMaxRows: true });
    expect(read.mock.calls.map(([{ limit }]) => limit)).toEqual([50, 50, 20]);
    const byDefault = await listByChecks(reading(rows), toQuestion, { cursorOf });
    expect(byDefault).toMatchObject({ rowsRead: 500, reachedMaxRows: true });
  });

  it('has no next page after the last row, also where the page is just full', async () => {
    const { listByChecks } = await setUp();
    for (const [count, size] of [
      [0, 5],
      [5, 5],
      [5, 6],
      [100, 200],
    ] as const) {
      const rows = table(count, () => true);
      const page = await listByChecks(reading(rows), toQuestion, { cursorOf, size });
      expect([page.items.length, page.next, page.reachedMaxRows]).toEqual([
        count,
        undefined,
        false,
      ]);
    }
  });

  it('shows each allowed row once, whatever the sizes of pages and tables', async () => {
    const runs = fc.asyncProperty(
      fc.array(fc.boolean(), { maxLength: 180 }),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 130 }),
      async (flags, size, maxRows) => {
        const rows = table(flags.length, (index) => flags[index] === true);
        const { found, pages } = await readAll(rows, size, maxRows);
        expect(found).toEqual(mineOf(rows));
        for (const page of pages) {
          expect(page.items).toBeLessThanOrEqual(size);
          expect(page.rowsRead).toBeLessThanOrEqual(maxRows);
        }
      },
    );
    await fc.assert(runs, { numRuns: 60 });
  });

  it('throws if one of its calls has no answer, and returns no shorter page', async () => {
    const answering = byOwner();
    const cerbos = fakeClient((request, options) => {
      if (cerbos.requests.length > 1) throw new Error('The connection was reset.');
      return answering.checkResources(request, options);
    });
    const { listByChecks } = await setUp(cerbos, { retry: false });
    const read = reading(table(200, (index) => index % 2 === 0));
    const asked = listByChecks(read, toQuestion, { cursorOf, size: 40 });
    await expect(asked).rejects.toMatchObject({ code: 'pdp_unreachable' });
  });

  it('passes on what the database throws', async () => {
    const { listByChecks } = await setUp();
    const read = () => Promise.reject(new Error('The database is away.'));
    await expect(listByChecks<Row>(read, toQuestion, { cursorOf })).rejects.toThrow(
      'The database is away.',
    );
  });

  it('has one deadline for all of it, which aborts the signal of the rows', async () => {
    const { listByChecks } = await setUp(byOwner(), { timeoutMs: 50 });
    let heard: AbortSignal | undefined;
    const read: ReadRows<Row> = ({ signal }) => {
      heard = signal;
      return new Promise(() => undefined);
    };
    const asked = listByChecks(read, toQuestion, { cursorOf });
    await expect(asked).rejects.toMatchObject({
      code: 'deadline_exceeded',
      message: expect.stringContaining('waiting for the rows of listByChecks') as string,
    });
    expect(heard?.aborted).toBe(true);
  });

  it('reads nothing more once its signal is aborted', async () => {
    const { listByChecks } = await setUp();
    const controller = new AbortController();
    const all = reading(table(200, () => false));
    const read = vi.fn<ReadRows<Row>>((request) => {
      controller.abort(new Error('The caller has gone.'));
      return all(request);
    });
    const { signal } = controller;
    const asked = listByChecks(read, toQuestion, { cursorOf, signal });
    await expect(asked).rejects.toThrow('The caller has gone.');
    expect(read).toHaveBeenCalledTimes(1);
  });

  it.each<[string, ReadRows<Row>, string]>([
    [
      'ignores the limit',
      () => table(51, () => false),
      'The function rows of listByChecks returned 51 rows, and the limit is 50.',
    ],
    [
      'ignores the cursor',
      () => table(50, () => false),
      'The function rows of listByChecks returned the row "0049" again.',
    ],
    [
      'returns no list',
      (() => ({ rows: [] })) as unknown as ReadRows<Row>,
      'The function rows of listByChecks must return a list of rows.',
    ],
  ])('refuses a function that %s', async (_, read, says) => {
    const { listByChecks } = await setUp();
    const asked = listByChecks(read, toQuestion, { cursorOf });
    await expect(asked).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining(says) as string,
    });
  });

  it.each<[string, object, string]>([
    ['a size of 0', { size: 0 }, 'options.size must be a whole number above 0.'],
    ['half a row', { maxRows: 0.5 }, 'options.maxRows must be a whole number above 0.'],
    ['a number for a cursor', { after: 7 }, 'options.after must be the next of another page'],
    ['an empty cursor', { cursorOf: () => '' }, 'cursorOf of listByChecks must return a text'],
    ['a cursor that is no function', { cursorOf: 'id' }, 'cursorOf must be a function: (row) =>'],
  ])('refuses %s', async (_, options, says) => {
    const { listByChecks } = await setUp();
    const read = reading(table(3, () => true));
    await expect(listByChecks(read, toQuestion, { cursorOf, ...options })).rejects.toThrow(says);
  });
});
