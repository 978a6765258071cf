import { act, render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { Allowed, CerbosProvider, useCheckResource, useIsAllowed } from '../../../src/react';
import { alice, fakeClerk } from './fakeClerk';
import { fakeEndpoint, settled } from './fakeEndpoint';

type Missing = null | undefined;

function Hooks({ question }: { question: { resource: Resource | Missing } | Missing }) {
  const { resource } = question ?? { resource: question };
  const one = useIsAllowed(question && { ...question, action: 'view' });
  const all = useCheckResource(question && { ...question, actions: ['view', 'edit'] });
  const words = [one, { ...all, isAllowed: all.allAllowed() || all.allowedActions().length > 0 }];
  return (
    <>
      {words.map(({ isLoading, isAllowed, error }) =>
        isLoading ? 'loading ' : error ? 'error ' : isAllowed ? 'yes ' : 'no ',
      )}
      <Allowed resource={resource} action="view" loading="loading" fallback="no">
        yes
      </Allowed>
    </>
  );
}

interface Resource {
  readonly kind: string;
  readonly id: string | Missing;
}

function start(question: Parameters<typeof Hooks>[0]['question']) {
  const asked = fakeEndpoint();
  const { useAuth } = fakeClerk(alice);
  const page = (now: typeof question) => (
    <CerbosProvider useAuth={useAuth}>
      <Hooks question={now} />
    </CerbosProvider>
  );
  const { rerender, container } = render(page(question));
  const show = (now: typeof question) =>
    act(async () => {
      rerender(page(now));
      await settled();
    });
  return { asked, container, show };
}

describe('a question of which a part is not there', () => {
  it.each([
    ['the id', { resource: { kind: 'document', id: undefined } }],
    ['the resource', { resource: undefined }],
    ['the question', undefined],
  ])('yet (undefined) is loading, asks nothing, and is then asked: %s', async (_, question) => {
    const { asked, container, show } = start(question);
    await act(settled);
    expect(container.textContent).toBe('loading loading loading');
    expect(asked).toEqual([]);
    await show({ resource: { kind: 'document', id: '1' } });
    expect(asked.map(({ checks }) => checks.map(({ id }) => id))).toEqual([['1']]);
    await act(async () => asked[0]?.allow());
    expect(container.textContent).toBe('yes yes yes');
    await show(question);
    expect(container.textContent).toBe('loading loading loading');
  });

  it.each([
    ['the id', { resource: { kind: 'document', id: null } }],
    ['the resource', { resource: null }],
    ['the question', null],
  ])('at all (null) is not allowed, not loading, no error, not asked: %s', async (_, question) => {
    const { asked, container, show } = start({ resource: { kind: 'document', id: '1' } });
    await act(settled);
    await act(async () => asked[0]?.allow());
    await show(question);
    expect(container.textContent).toBe('no no no');
    expect(asked).toHaveLength(1);
  });
});
