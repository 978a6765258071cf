import { describe, expect, it, vi } from 'vitest';
import { requestJson } from '../../../src/react';

const answering = (response: Response) => vi.stubGlobal('fetch', async () => response);

describe('requestJson', () => {
  it('returns what the server says', async () => {
    answering(Response.json({ paid: true }));
    expect(await requestJson('/pay', { method: 'POST' })).toEqual({ paid: true });
  });

  it('returns nothing of an empty body', async () => {
    answering(new Response(null, { status: 204 }));
    expect(await requestJson('/pay')).toBeUndefined();
  });

  it('returns a demand to verify again, which useReverification() looks for', async () => {
    const demand = {
      clerk_error: {
        type: 'forbidden',
        reason: 'reverification-error',
        metadata: { reverification: 'strict' },
      },
    };
    answering(Response.json(demand, { status: 403 }));
    expect(await requestJson('/pay')).toEqual(demand);
  });

  it.each([
    [403, { code: 'denied' }, 'denied'],
    [401, { code: 'signed_out' }, 'signed_out'],
    [503, { code: 'pdp_unreachable' }, 'pdp_unreachable'],
    [403, { clerk_error: { type: 'forbidden', reason: 'other' } }, 'invalid_answer'],
    [500, null, 'invalid_answer'],
  ])('throws every other failure, with its status and code: %i %j', async (status, body, code) => {
    answering(Response.json(body, { status }));
    await expect(requestJson('/pay')).rejects.toMatchObject({ name: 'RequestError', status, code });
  });

  it('throws where a success is not JSON', async () => {
    answering(new Response('<html>'));
    await expect(requestJson('/pay')).rejects.toMatchObject({
      status: 200,
      code: 'invalid_answer',
    });
  });

  it('leaves it to fetch how an aborted request ends', async () => {
    const reason = new DOMException('Aborted', 'AbortError');
    vi.stubGlobal('fetch', () => Promise.reject(reason));
    await expect(requestJson('/pay')).rejects.toBe(reason);
  });
});
