import { describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const question = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
const never = () => new Promise<never>(() => undefined);

describe('a deadline', () => {
  it('ends the wait for a client that never answers and does not listen', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(never), timeoutMs: 20 });
    await expect(isAllowed(member, question)).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'deadline_exceeded',
    });
  });

  it('tells the client to stop', async () => {
    let signal: AbortSignal | undefined;
    const cerbos = fakeClient((_, options) => {
      signal = options?.signal;
      return never();
    });
    const { isAllowed } = createClerkCerbos({ cerbos, timeoutMs: 20 });
    await expect(isAllowed(member, question)).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(signal?.aborted).toBe(true);
  });

  it('covers loaders', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({
      cerbos,
      timeoutMs: 20,
      resources: { document: never },
    });
    await expect(
      isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' }),
    ).rejects.toMatchObject({ code: 'deadline_exceeded' });
    expect(cerbos.requests).toEqual([]);
  });

  it('covers attributes of the principal', async () => {
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      timeoutMs: 20,
      principal: { attr: never },
    });
    await expect(isAllowed(member, question)).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });

  it('never lets an answer that comes too late count', async () => {
    let answer: (value: unknown) => void = () => undefined;
    const cerbos = fakeClient(
      (request) =>
        new Promise((resolve) => {
          answer = () => {
            resolve(allowAll(request));
          };
        }),
    );
    const { isAllowed } = createClerkCerbos({ cerbos, timeoutMs: 20 });
    const asked = isAllowed(member, question);
    await expect(asked).rejects.toMatchObject({ code: 'deadline_exceeded' });
    answer(undefined);
    await expect(asked).rejects.toMatchObject({ code: 'deadline_exceeded' });
  });
});

describe('a caller that gives up', () => {
  it('gets its own reason back, and the client is told', async () => {
    let heard: AbortSignal | undefined;
    const cerbos = fakeClient((_, options) => {
      heard = options?.signal;
      return never();
    });
    const { isAllowed } = createClerkCerbos({ cerbos });
    const controller = new AbortController();
    const asked = isAllowed(member, question, { signal: controller.signal });
    await Promise.resolve();
    const reason = new Error('the visitor left');
    setTimeout(() => {
      controller.abort(reason);
    }, 5);
    await expect(asked).rejects.toBe(reason);
    expect(heard?.aborted).toBe(true);
  });

  it('never asks when it had given up before', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({ cerbos });
    await expect(
      isAllowed(member, question, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(cerbos.requests).toEqual([]);
  });
});
