import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParsedResource } from '../../../../src/ask/types/Question';
import { refuseCostly } from '../../../../src/bridge/endpoint/refuseCostly';
import type { Cell } from '../../../../src/browser/Cell';
import { decodeQuestions, encodeQuestions } from '../../../../src/browser/Question';
import { toBatches } from '../../../../src/browser/toBatches';
import { signedOut } from '../../ask/auths';
import { allowAll, fakeClient } from '../../ask/fakeClient';
import { askEndpoint } from './askEndpoint';

interface Check {
  readonly kind: string;
  readonly id: string;
  readonly actions: readonly string[];
  readonly attr?: object;
}

/** What a request of nobody costs, at a PDP that says of everything what costs most. */
async function costOf(checks: readonly Check[], options: object = {}) {
  const violation = { path: '/', message: 'is odd', source: 'SOURCE_RESOURCE' };
  const cerbos = fakeClient((request) => {
    const answer = allowAll(request);
    const results = answer.results.map((result) => ({ ...result, validationErrors: [violation] }));
    return { ...answer, results };
  });
  let loads = 0;
  const all = {
    cerbos,
    clientAttributes: ['draft'],
    resources: {
      document: (id: string) => {
        loads += 1;
        return { attr: { id } };
      },
    },
    ...options,
  };
  const { status, body } = await askEndpoint(all, signedOut, checks);
  return { status, body, loads, calls: cerbos.requests.length };
}

const MOST = 10;
const actionsOf = (count: number, name = 'a') =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);
const checksOf = (count: number, check: (index: number) => Check) =>
  Array.from({ length: count }, (_, index) => check(index));

describe('a request of the browser', () => {
  it.each<[string, readonly Check[]]>([
    [
      'one id with 5,000 actions',
      checksOf(100, (index) => ({
        kind: 'document',
        id: '1',
        actions: actionsOf(50, `${index}.`),
      })),
    ],
    [
      'one id with many attributes of its own',
      checksOf(100, (index) => ({ kind: 'draft', id: '1', attr: { index }, actions: ['save'] })),
    ],
    [
      'one id, each time with another action',
      checksOf(100, (index) => ({ kind: 'document', id: '1', actions: [`a${index}`] })),
    ],
    [
      'a few ids with many actions',
      checksOf(100, (index) => ({
        kind: 'document',
        id: String(index % 4),
        actions: actionsOf(50, `${index}.`),
      })),
    ],
  ])(
    'that would cost many calls is refused before anything is loaded or asked: %s',
    async (_, asked) => {
      const { status, body, loads, calls } = await costOf(asked);
      expect({ status, loads, calls }).toEqual({ status: 400, loads: 0, calls: 0 });
      expect(body).toMatchObject({
        code: 'invalid_request',
        detail: expect.stringContaining('calls') as string,
      });
    },
  );

  it('costs few calls, whatever is asked, or is refused', async () => {
    const check = fc.record({
      kind: fc.constantFrom('document', 'draft'),
      id: fc.oneof(fc.constantFrom('1', '2', '3'), fc.nat({ max: 999 }).map(String)),
      // Many of one size, and many of the same.
      actions: fc.oneof(
        fc.subarray(actionsOf(6), { minLength: 1 }),
        fc
          .record({ size: fc.integer({ min: 1, max: 50 }), name: fc.constantFrom('b', 'c', 'd') })
          .map(({ size, name }) => actionsOf(size, name)),
        fc.nat({ max: 99_999 }).map((index) => actionsOf(50, `${index}.`)),
      ),
      attr: fc.constantFrom({}, { a: 1 }, { a: 2 }, { a: 3 }),
    });
    const seen = { answered: 0, refused: 0, most: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.array(check, { minLength: 1, maxLength: 12 }),
          fc.array(check, { minLength: 1, maxLength: 100, size: 'max' }),
        ),
        async (checks) => {
          const asked = checks.map(({ attr, ...rest }) =>
            rest.kind === 'draft' ? { ...rest, attr } : rest,
          );
          const { status, loads, calls } = await costOf(asked);
          if (status !== 200) {
            expect([status === 400 || status === 413, loads, calls]).toEqual([true, 0, 0]);
            seen.refused += 1;
            return;
          }
          expect(calls).toBeLessThanOrEqual(MOST);
          expect(loads).toBeLessThanOrEqual(100);
          seen.answered += 1;
          seen.most = Math.max(seen.most, calls);
        },
      ),
      { numRuns: 400 },
    );
    expect(seen.answered).toBeGreaterThan(50);
    expect(seen.refused).toBeGreaterThan(50);
    expect(seen.most).toBeGreaterThan(2);
  });

  it.each<[string, readonly Check[], object?]>([
    ['a list', checksOf(100, (index) => ({ kind: 'document', id: `${index}`, actions: ['view'] }))],
    ['all that one resource can be asked', [{ kind: 'document', id: '1', actions: actionsOf(50) }]],
    [
      'a list, of a PDP that takes one resource in a call',
      checksOf(100, (index) => ({ kind: 'document', id: `${index}`, actions: actionsOf(2) })),
      { maxBatchSize: { resources: 1, actions: 2 } },
    ],
    [
      'a menu in four parts',
      checksOf(4, (index) => ({ kind: 'document', id: '1', actions: actionsOf(50, `${index}.`) })),
    ],
    [
      'four drafts that have no id yet',
      checksOf(4, (index) => ({ kind: 'draft', id: 'new', attr: { index }, actions: ['save'] })),
    ],
  ])('of a page is answered: %s', async (_, asked, options) => {
    expect((await costOf(asked, options)).status).toBe(200);
  });

  it('of the hooks is never refused for what it costs, whatever a page asks', () => {
    const sizes = [{}, { maxBatchSize: 10 }, { maxBatchSize: 1 }];
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.constantFrom('1', '2', '3'),
            attr: fc.constantFrom({}, { a: 1 }, { a: 2 }, { a: 3 }, { a: 4 }, { a: 5 }),
            actions: fc.integer({ min: 1, max: 300 }).map((count) => actionsOf(count)),
          }),
          { maxLength: 40 },
        ),
        fc.constantFrom(...sizes),
        (questions, { maxBatchSize }) => {
          const cells = questions
            .flatMap(({ id, attr, actions }) =>
              decodeQuestions(encodeQuestions({ kind: 'draft', id, attr }, actions)),
            )
            .map((question) => ({ session: '', question, watchers: new Set(), isStale: true }));
          const distinct = new Map(cells.map((cell) => [JSON.stringify(cell.question), cell]));
          for (const checks of toBatches([...distinct.values()] as Cell[])) {
            const asked = checks.map((check) => ({
              resource: JSON.parse(check[0]?.question.resource ?? '') as ParsedResource,
              actions: check.map(({ question }) => question.action),
              onDenied: undefined,
            }));
            refuseCostly(asked, { resources: maxBatchSize ?? 50, actions: 50 });
          }
        },
      ),
    );
  });
});
