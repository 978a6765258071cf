import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import {
  CerbosProvider,
  type InitialDecisions,
  useCheckResource,
  useIsAllowed,
} from '../../../src/react';
import { useQuestions } from '../../../src/react/inspector/useQuestions';
import { alice, fakeClerk, sessionOf } from './fakeClerk';
import { fakeEndpoint, settled } from './fakeEndpoint';

const resource = { kind: 'refund', id: '1' };
const reason = 'Refunds over 500 need a manager.';

/** Three components of a page: with one action, with several, and the inspector. */
function useAll() {
  return {
    one: useIsAllowed({ resource, action: 'pay' }),
    several: useCheckResource({ resource, actions: ['view', 'pay', 'archive'] }),
    inspected: useQuestions(),
  };
}

async function ask(initialDecisions?: InitialDecisions) {
  const asked = fakeEndpoint();
  const { useAuth } = fakeClerk(alice);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <CerbosProvider useAuth={useAuth} initialDecisions={initialDecisions}>
      {children}
    </CerbosProvider>
  );
  const { result } = renderHook(useAll, { wrapper });
  await act(settled);
  return { asked, result };
}

const again = () =>
  act(async () => {
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
  });

const denied = { pay: false, view: true, archive: false };
const decided = (reasons?: unknown) => ({ decisions: [denied], reasons });

it('the hooks give the reason of each denied action, in the words of the policy', async () => {
  const { asked, result } = await ask();
  expect(result.current.one).toMatchObject({ isLoading: true, reason: undefined });
  await act(async () => asked[0]?.answer(200, decided([{ pay: reason }])));
  const { one, several } = result.current;
  expect(one).toEqual({ isLoading: false, isAllowed: false, error: undefined, reason });
  expect(['view', 'pay', 'archive', 'other'].map(several.reason)).toEqual([
    undefined,
    reason,
    undefined,
    undefined,
  ]);
  expect(several.isAllowed('pay')).toBe(false);
  expect(several.allAllowed()).toBe(false);
  expect(several.allowedActions()).toEqual(['view']);
});

it('a reason that changes is shown, and the same one changes nothing', async () => {
  const { asked, result } = await ask();
  await act(async () => asked[0]?.answer(200, decided([{ pay: 'First.' }])));
  const first = result.current.several;
  await again();
  await act(async () => asked[1]?.answer(200, decided([{ pay: 'First.' }])));
  expect(result.current.several).toBe(first);
  await again();
  await act(async () => asked[2]?.answer(200, decided([{ pay: 'Second.' }])));
  expect(result.current.several.reason('pay')).toBe('Second.');
  await again();
  await act(async () => asked[3]?.answer(200, decided()));
  expect(result.current.several.reason('pay')).toBeUndefined();
});

it.each<[string, unknown]>([
  ['a number', [{ pay: 7 }]],
  ['true', [{ pay: true }]],
  ['an object', [{ pay: { text: 'no' } }]],
  ['empty', [{ pay: '' }]],
  ['null', null],
  ['text', 'pay'],
  ['for another check', [{}, { pay: 'no' }]],
])('what is no text is no reason, and never an allow: %s', async (_, reasons) => {
  const { asked, result } = await ask();
  await act(async () => asked[0]?.answer(200, decided(reasons)));
  expect(result.current.one).toMatchObject({ isAllowed: false, error: undefined });
  expect(result.current.one.reason).toBeUndefined();
  expect(result.current.several.allowedActions()).toEqual(['view']);
});

it('an allowed action has no reason, whatever stands beside it', async () => {
  const { asked, result } = await ask();
  const body = { decisions: [{ ...denied, pay: true }], reasons: [{ pay: 'no' }] };
  await act(async () => asked[0]?.answer(200, body));
  expect(result.current.one).toMatchObject({ isAllowed: true, reason: undefined });
  expect(result.current.several.reason('pay')).toBeUndefined();
});

it('the reasons of a snapshot are there for the first paint', async () => {
  const { asked, result } = await ask({
    session: sessionOf(alice),
    decisions: [{ ...resource, actions: denied, reasons: { pay: reason } }],
  });
  expect(asked).toEqual([]);
  expect(result.current.one).toMatchObject({ isAllowed: false, reason });
  expect(result.current.several.reason('archive')).toBeUndefined();
  expect(result.current.inspected.map(({ action, answer }) => [action, answer])).toEqual([
    ['pay', 'no'],
    ['view', 'yes'],
    ['archive', 'no'],
  ]);
});

it('an error takes the place of a reason', async () => {
  const { asked, result } = await ask();
  await act(async () => asked[0]?.answer(200, decided([{ pay: reason }])));
  await again();
  await act(async () => asked[1]?.answer(503, { code: 'pdp_unreachable' }));
  expect(result.current.one).toMatchObject({ isAllowed: false, reason: undefined });
  expect(result.current.one.error).toBeDefined();
});
