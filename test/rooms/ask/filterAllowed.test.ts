import { HTTP } from '@cerbos/http';
import { describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const pdp = usePdp();
const mine = { ownerId: 'user_1', orgId: 'org_acme', public: false };
const theirs = { ownerId: 'user_2', orgId: 'org_globex', public: false };

/** Documents, of which the caller may view every third one. */
const documents = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    id: `document_${index}`,
    attr: index % 3 === 0 ? mine : theirs,
  }));
const toQuestion = ({ id, attr }: { readonly id: string; readonly attr: object }) => ({
  resource: { kind: 'document', id, attr },
  action: 'view',
});

/** A client that allows an action unless its resource says that it does not. */
const allowing = (isAllowed: (id: string, action: string) => boolean) =>
  fakeClient((request) => ({
    ...allowAll(request),
    results: allowAll(request).results.map((result, index) => ({
      ...result,
      actions: Object.fromEntries(
        request.resources[index]?.actions.map((action) => [
          action,
          isAllowed(result.resource.id, action) ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
        ]) ?? [],
      ),
    })),
  }));

describe('filterAllowed', () => {
  it('returns the allowed items themselves, in their order, with one call per 50', async () => {
    const cerbos = new HTTP(pdp().httpUrl);
    const calls = vi.spyOn(cerbos, 'checkResources');
    const { filterAllowed } = createClerkCerbos({ cerbos, ...patient });
    const items = documents(120);
    const allowed = await filterAllowed(member, items, toQuestion);
    expect(allowed).toEqual(items.filter((_, index) => index % 3 === 0));
    expect(allowed[0]).toBe(items[0]);
    expect(calls.mock.calls.map(([{ resources }]) => resources.length)).toEqual([50, 50, 20]);
  });

  it('is asked together with all other questions of the same tick', async () => {
    const cerbos = allowing((id) => id !== '2');
    const { authorizer } = createClerkCerbos({ cerbos });
    const { filterAllowed, isAllowed } = await authorizer(member);
    const question = (id: string) => ({
      resource: { kind: 'document', id, attr: {} },
      action: 'view',
    });
    const [first, second, one] = await Promise.all([
      filterAllowed(['1', '2', '3'], question),
      filterAllowed(['3', '4'], question),
      isAllowed(question('5')),
    ]);
    expect([first, second, one]).toEqual([['1', '3'], ['3', '4'], true]);
    expect(cerbos.requests.map(({ resources }) => resources.length)).toEqual([5]);
  });

  it('keeps an item only if all of its actions are allowed', async () => {
    const { filterAllowed } = createClerkCerbos({
      cerbos: allowing((id, action) => action === 'view' || id === '2'),
    });
    const kept = await filterAllowed(member, ['1', '2'], (id) => ({
      resource: { kind: 'document', id, attr: {} },
      actions: ['view', 'edit'],
    }));
    expect(kept).toEqual(['2']);
  });

  it('keeps equal items and equal ids apart by their place', async () => {
    const { filterAllowed } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const items = [
      { id: '1', attr: theirs },
      { id: '1', attr: mine },
      { id: '1', attr: theirs },
      { id: '1', attr: mine },
    ];
    const kept = await filterAllowed(member, items, toQuestion);
    expect(kept).toEqual([items[1], items[3]]);
  });

  it('leaves out what its loader does not find', async () => {
    const { filterAllowed } = createClerkCerbos({
      cerbos: allowing(() => true),
      resources: { document: (id: string) => (id === '1' ? { attr: {} } : null) },
    });
    const named = (id: string) => ({ resource: { kind: 'document', id }, action: 'view' });
    expect(await filterAllowed(member, ['1', '2'], named)).toEqual(['1']);
  });

  it('returns the list as it was when it was asked', async () => {
    const { filterAllowed } = createClerkCerbos({ cerbos: allowing((id) => id !== '1') });
    const items = ['1', '2'];
    const asked = filterAllowed(member, items, (id) => ({
      resource: { kind: 'document', id, attr: {} },
      action: 'view',
    }));
    items.unshift('never asked about');
    expect(await asked).toEqual(['2']);
  });

  it('answers an empty list without a call', async () => {
    const cerbos = allowing(() => true);
    const { filterAllowed } = createClerkCerbos({ cerbos });
    expect(await filterAllowed(member, [], toQuestion)).toEqual([]);
    expect(cerbos.requests).toEqual([]);
  });

  it.each([
    ['the PDP does not answer one of the calls', 'pdp_unreachable'],
    ['an answer lacks an item', 'invalid_answer'],
  ])('fails as a whole if %s', async (_, code) => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      if (request.resources.length === 50) return answer;
      if (code === 'pdp_unreachable') throw new Error('The connection was reset.');
      return { ...answer, results: answer.results.slice(1) };
    });
    const { filterAllowed } = createClerkCerbos({ cerbos });
    await expect(filterAllowed(member, documents(70), toQuestion)).rejects.toMatchObject({
      name: 'UnavailableError',
      code,
    });
  });

  it('names the item whose question can not be asked', async () => {
    const cerbos = allowing(() => true);
    const { filterAllowed } = createClerkCerbos({ cerbos });
    const asked = filterAllowed(member, ['1', ''], (id) => ({
      resource: { kind: 'document', id, attr: {} },
      action: 'view',
    }));
    await expect(asked).rejects.toMatchObject({
      code: 'invalid_question',
      message: 'items[1].resource.id must be a non-empty string. [invalid_question]',
    });
    expect(cerbos.requests).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['an async function', () => Promise.resolve(toQuestion), 'items[0].resource must be an object'],
    ['a boolean', () => true, 'items[0] must be { resource, actions }'],
    ['nothing', () => undefined, 'items[0] must be { resource, actions }'],
  ])('refuses a question that is %s', async (_, ask, says) => {
    const { filterAllowed } = createClerkCerbos({ cerbos: allowing(() => true) });
    // As an app without types could write it.
    const untyped = ask as typeof toQuestion;
    await expect(filterAllowed(member, documents(1), untyped)).rejects.toThrow(says);
  });

  it('refuses what is no list', async () => {
    const { filterAllowed } = createClerkCerbos({ cerbos: allowing(() => true) });
    const untyped = new Set(documents(1)) as unknown as ReturnType<typeof documents>;
    await expect(filterAllowed(member, untyped, toQuestion)).rejects.toThrow(
      'items must be a list. [invalid_question]',
    );
  });

  it('stops waiting when its signal is aborted', async () => {
    const { filterAllowed } = createClerkCerbos({
      cerbos: fakeClient(() => new Promise(() => undefined)),
    });
    const signal = AbortSignal.abort(new Error('The caller has gone.'));
    await expect(filterAllowed(member, documents(1), toQuestion, { signal })).rejects.toThrow(
      'The caller has gone.',
    );
  });
});
