import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { credentials } from '../behaviour/behaviour';
import { callers } from '../behaviour/people';
import { filesOf, useRecipe } from './recipe';

const page = 'guides/long-lived-connections';
const ofPage = filesOf(page);

/** A file of the page that asks every 100 ms in place of every 5 s. */
function faster(path: string): string {
  const text = ofPage[path]?.replace('5_000', '100') ?? '';
  expect(text).not.toBe(ofPage[path]);
  return text;
}

const { send, app, pdp, clerk } = useRecipe({
  page,
  files: {
    'server/events.ts': faster('server/events.ts'),
    'server/sockets.ts': faster('server/sockets.ts'),
    // As in the page, with more documents, and a way to give one to another organization.
    'lib/documents.ts': `${ofPage['lib/documents.ts']}
      for (const id of ['sse', 'ws']) documents.set(id, { orgId: 'org_acme', title: id });
      export const move = (id) => documents.set(id, { orgId: 'org_globex', title: id });
    `,
    'server.ts': `
      import { app } from '@/server/events';
      import { serveSockets } from '@/server/sockets';
      import { move } from '@/lib/documents';
      app.post('/move/:id', (req, res) => { move(req.params.id); res.end(); });
      serveSockets(app.listen(Number(process.env.PORT), process.env.HOST));
    `,
  },
  serve: ['--import', 'tsx', 'server.ts'],
});

const azp = 'http://localhost:3000';

/** Clerk and the authorizer accept a token for 5 seconds longer. */
const shortToken = () =>
  clerk().sessionToken({ userId: 'user_admin', orgId: 'org_acme', azp, expiresInSeconds: -1 });

const move = (id: string) => send('signed out', `/move/${id}`, { method: 'POST' });

describe('the server-sent events of docs/guides/long-lived-connections.md', () => {
  const stream = (token: string, id = 'plan') =>
    fetch(`${app().origin}/documents/${id}/events`, { headers: credentials(token, 'cookie') });

  async function readUntilEnd({ body }: Response, onEvent: () => unknown) {
    let events = 0;
    for await (const chunk of body ?? []) {
      events +=
        Buffer.from(chunk as Uint8Array)
          .toString()
          .split('data: ').length - 1;
      await onEvent();
    }
    return events;
  }

  it.each([
    ['signed out', '/documents/plan/events', 401],
    ['other organization', '/documents/plan/events', 404],
    ['member', '/documents/none/events', 404],
  ] as const)('are refused for %s, %s: %i', async (caller, path, status) => {
    expect((await send(caller, path)).status).toBe(status);
  });

  it('end when the policy says no after a change', async () => {
    const events = await stream(callers.member(clerk()), 'sse');
    expect(events.status).toBe(200);
    expect(await readUntilEnd(events, () => move('sse'))).toBeGreaterThan(0);
  });

  it('end when the token has expired', async () => {
    const token = shortToken();
    const events = await stream(token);
    expect(events.status).toBe(200);
    expect(await readUntilEnd(events, () => undefined)).toBeGreaterThan(0);
    expect((await stream(token)).status).toBe(401);
  });

  it('are refused, and end, when the PDP is away', async () => {
    const events = await stream(callers.member(clerk()));
    const ended = readUntilEnd(events, () => {
      pdp().fault = 'reset';
    });
    await ended;
    const refused = await send('member', '/documents/plan/events');
    pdp().fault = 'none';
    expect([refused.status, refused.text.includes(pdp().url)]).toEqual([503, false]);
  });
});

describe('the sockets of docs/guides/long-lived-connections.md', () => {
  const open: WebSocket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.terminate();
    pdp().fault = 'none';
  });

  /** Opens a socket as the page of an origin does, with the cookies of the user. */
  function connect(token: string | undefined, { id = 'plan', origin = azp } = {}) {
    const socket = new WebSocket(`${app().origin.replace('http', 'ws')}/documents/${id}`, {
      origin,
      headers: token === undefined ? {} : credentials(token, 'cookie'),
    });
    open.push(socket);
    const messages: unknown[] = [];
    const listeners = new Set<() => void>();
    socket.on('message', (data: Buffer) => {
      messages.push(JSON.parse(data.toString()));
      for (const tell of listeners) tell();
    });
    const refused = new Promise<number>((resolve, reject) => {
      socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0);
      });
      socket.on('open', () => {
        reject(new Error('It was opened.'));
      });
    });
    refused.catch(() => undefined);
    socket.on('error', () => undefined);
    return {
      socket,
      refused,
      opened: new Promise((resolve) => socket.once('open', resolve)),
      closed: new Promise<number>((resolve) => socket.once('close', resolve)),
      sends: (message: object) => {
        socket.send(JSON.stringify(message));
      },
      untilTitle: (title: string) =>
        new Promise<void>((resolve) => {
          const check = () => {
            if (JSON.stringify(messages.at(-1)) === JSON.stringify({ title })) resolve();
          };
          listeners.add(check);
          check();
        }),
    };
  }

  it.each([
    ['signed out', 'plan', 401],
    ['other organization', 'plan', 404],
    ['member', 'none', 404],
    ['owner, expired', 'plan', 401],
    ['owner, forged', 'plan', 401],
  ] as const)('are not opened for %s, %s: %i', async (caller, id, status) => {
    expect(await connect(callers[caller](clerk()), { id }).refused).toBe(status);
  });

  it('are not opened for a page of another origin with the cookies of the user', async () => {
    const origin = 'https://evil.example';
    expect(await connect(callers.admin(clerk()), { origin }).refused).toBe(401);
  });

  it('are not opened, and are closed, when the PDP is away', async () => {
    const before = connect(callers.member(clerk()));
    await before.untilTitle('Plan');
    pdp().fault = 'reset';
    expect(await before.closed).toBe(4503);
    expect(await connect(callers.member(clerk())).refused).toBe(503);
  });

  it('take a change of an admin, and send it to the others', async () => {
    const admin = connect(callers.admin(clerk()));
    const member = connect(callers.member(clerk()));
    await Promise.all([admin.untilTitle('Plan'), member.untilTitle('Plan')]);
    admin.sends({ token: callers.admin(clerk()), title: 'Plan B' });
    await Promise.all([admin.untilTitle('Plan B'), member.untilTitle('Plan B')]);
    admin.sends({ token: callers.admin(clerk()), title: 'Plan' });
    await member.untilTitle('Plan');
  });

  it.each([
    ['member', 4403],
    ['other organization', 4403],
    ['owner, forged', 4401],
    ['owner, expired', 4401],
    ['owner, made for another origin', 4401],
  ] as const)('refuse a change with the token of %s: %i', async (caller, code) => {
    const socket = connect(callers.admin(clerk()));
    await socket.opened;
    socket.sends({ token: callers[caller](clerk()), title: `By ${caller}` });
    expect(await socket.closed).toBe(code);
    await connect(callers.member(clerk())).untilTitle('Plan');
  });

  it.each([['not JSON'], [{ title: 'Plan C' }], [{ token: 1, title: 'Plan C' }]])(
    'close at a message of the wrong form: %j',
    async (message) => {
      const socket = connect(callers.admin(clerk()));
      await socket.opened;
      socket.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
      expect(await socket.closed).toBe(4500);
      await connect(callers.member(clerk())).untilTitle('Plan');
    },
  );

  it('are closed when the policy says no after a change', async () => {
    const socket = connect(callers.member(clerk()), { id: 'ws' });
    await socket.untilTitle('ws');
    await move('ws');
    expect(await socket.closed).toBe(4403);
  });

  it('are closed when the newest token has expired, and stay open with a fresh one', async () => {
    const [stale, fresh] = [connect(shortToken()), connect(shortToken())];
    await Promise.all([stale.untilTitle('Plan'), fresh.opened]);
    fresh.sends({ token: callers.admin(clerk()) });
    expect(await stale.closed).toBe(4401);
    fresh.sends({ token: callers.admin(clerk()), title: 'Plan' });
    await fresh.untilTitle('Plan');
    expect(fresh.socket.readyState).toBe(WebSocket.OPEN);
  });
});
