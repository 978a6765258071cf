import { beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, credentials, untilAnswered } from './behaviour';
import { reasonNotToEdit } from './cases';
import type { Fault } from './faultyPdp';
import { type Caller, callers } from './people';

/** One request to the endpoint, and what comes back. */
interface EndpointCase {
  readonly name: string;
  readonly caller?: Caller;
  readonly fault?: Fault;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Decisions, or the code of the problem. */
  readonly says?: readonly Readonly<Record<string, boolean>>[] | string;
  /** The words of the policy, where there are any. */
  readonly reasons?: readonly Readonly<Record<string, string>>[];
  /** True where a page asks, which compares the time with that of its snapshots. */
  readonly isTimed?: boolean;
}

const acme = { kind: 'document', id: 'acme', actions: ['view', 'edit', 'delete'] };
const view = { kind: 'document', id: 'acme', actions: ['view'] };
const none = [{ view: false, edit: false, delete: false }];
const ofMember = { userId: 'user_member', sessionId: 'sess_member', orgId: 'org_acme' };
const decided: readonly EndpointCase[] = [
  ...(
    [
      ['owner', { view: true, edit: true, delete: true }],
      ['member', { view: true, edit: false, delete: false }],
      ['admin', { view: true, edit: true, delete: false }],
      ['owner, verified long ago', { view: true, edit: true, delete: false }],
    ] as const
  ).map(([caller, decision]) => ({
    name: `${caller}: asks what may be done to a document`,
    caller,
    body: { checks: [acme] },
    status: 200,
    says: [decision],
  })),
  ...(
    [
      'signed out',
      'other organization',
      'without an organization',
      'owner, expired',
      'owner, forged',
      'owner, pending',
      'owner, made for another origin',
      'owner, JWT template',
    ] as const
  ).map((caller) => ({
    name: `${caller}: asks what may be done to a document`,
    caller,
    body: { checks: [acme] },
    status: 200,
    says: none,
  })),
  {
    name: 'owner, impersonated: asks what may be done to documents, and reads why not',
    caller: 'owner, impersonated',
    body: { checks: [acme, view, { ...acme, id: 'none' }] },
    status: 200,
    says: [{ view: true, edit: false, delete: false }, { view: true }, ...none],
    reasons: [{ edit: reasonNotToEdit }, {}, {}],
  },
  {
    name: 'member: asks about several, one of which is not there',
    body: {
      checks: [
        view,
        { ...view, id: 'none' },
        { ...view, id: 'globex' },
        { kind: 'mirror', id: '1', attr: { text: 'mine' }, actions: ['look', 'constructor'] },
      ],
    },
    status: 200,
    says: [{ view: true }, { view: false }, { view: false }, { look: true, constructor: false }],
  },
  {
    name: 'member: asks from a page of an origin that is listed',
    body: { checks: [view] },
    headers: { origin: 'https://app.example.test', 'sec-fetch-site': 'cross-site' },
    status: 200,
    says: [{ view: true }],
  },
  {
    name: 'member: asks from a page that believes in another user',
    body: { checks: [view], session: { userId: 'user_owner', sessionId: '', orgId: 'org_acme' } },
    status: 409,
    says: 'session_changed',
  },
  {
    name: 'signed out: asks from a page that believes in a user',
    caller: 'signed out',
    body: { checks: [view], session: ofMember },
    status: 409,
    says: 'session_changed',
  },
  {
    name: 'member: asks from a page of the session',
    body: { checks: [view], session: ofMember },
    status: 200,
    says: [{ view: true }],
    isTimed: true,
  },
  {
    name: 'signed out: asks from a page that believes in nobody',
    caller: 'signed out',
    body: { checks: [view], session: { userId: '', sessionId: '', orgId: '' } },
    status: 200,
    says: [{ view: false }],
    isTimed: true,
  },
  ...(['reset', 'hang', 'html', 'unknown effect', 'missing action'] as const).map((fault) => ({
    name: `member: asks while the PDP's answer is "${fault}"`,
    fault,
    body: { checks: [acme] },
    status: 503,
  })),
];

/** What is refused before anything is asked: as it is sent, and with what status. */
const refused: readonly (readonly [what: string, sent: string, status: 400 | 413])[] = [
  ['a principal', text({ checks: [view], principal: { id: 'user_owner', roles: ['x'] } }), 400],
  ['roles', text({ checks: [{ ...view, roles: ['org:admin'] }] }), 400],
  ['attributes that a loader finds', text({ checks: [{ ...view, attr: { ownerId: 'x' } }] }), 400],
  ['a scope', text({ checks: [{ ...view, scope: 'acme' }] }), 400],
  ['no attributes where none are found', text({ checks: [{ ...view, kind: 'mirror' }] }), 400],
  ['an unknown kind', text({ checks: [{ ...view, kind: 'folder' }] }), 400],
  ['a kind that objects inherit', text({ checks: [{ ...view, kind: 'constructor' }] }), 400],
  ['a kind that is an alias', text({ checks: [{ ...view, kind: 'mirr-or', attr: {} }] }), 400],
  ['no checks', text({ checks: [] }), 400],
  ['checks that are no list', text({ checks: { length: 1, 0: view } }), 400],
  ['a number as id', text({ checks: [{ ...view, id: 7 }] }), 400],
  ['an empty id', text({ checks: [{ ...view, id: '' }] }), 400],
  ['no actions', text({ checks: [{ ...view, actions: [] }] }), 400],
  ['51 actions', text({ checks: [{ ...view, actions: range(51) }] }), 400],
  ['101 checks', text({ checks: range(101).map((id) => ({ ...view, id })) }), 400],
  ['10,000 checks', text({ checks: range(10_000).map((id) => ({ ...view, id })) }), 413],
  ['a session of other types', text({ checks: [view], session: { userId: 1 } }), 400],
  ['a list', text([view]), 400],
  ['__proto__', `{"checks":[${text(view)}],"__proto__":{"principal":"x"}}`, 400],
  ['__proto__ as attribute', mirrorOf('{"a":{"__proto__":{"b":1}}}'), 400],
  ['deep attributes', mirrorOf(`{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`), 400],
  ['no JSON', '{"checks":', 400],
  ['nothing', '', 400],
];

/** What holds for the endpoint that the browser asks, in every adapter. */
export function testCheckEndpoint({ app, clerk, pdp }: Behaviour): void {
  const ask = async (
    caller: Caller,
    body: RequestInit['body'],
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const token = callers[caller](clerk());
    const send = () =>
      fetch(`${app().origin}/api/cerbos`, {
        method: 'POST',
        redirect: 'manual',
        headers: {
          'content-type': 'application/json',
          ...(token === undefined ? {} : credentials(token, 'cookie')),
          ...headers,
        },
        body: body ?? null,
        ...(typeof body === 'object' ? { duplex: 'half' } : {}),
      });
    // As browsers do: whoever refuses a body unread may close a connection that was kept.
    const response = await send().catch((error: unknown) => {
      if (typeof body === 'string') return send();
      throw error;
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  beforeEach(() => {
    pdp().fault = 'none';
  });

  describe('the check endpoint', () => {
    for (const { name, caller = 'member', fault = 'none', body, headers, ...then } of decided) {
      it(`endpoint, ${name} → ${then.status}`, async () => {
        pdp().fault = fault;
        const answer = await ask(caller, text(body), headers);
        expect([answer.status, answer.text]).toEqual([then.status, expect.any(String)]);
        expect(answer.headers.get('cache-control')).toBe('private, no-store');
        if (then.status === 503) expect(answer.headers.get('retry-after')).toBe('1');
        if (typeof then.says === 'string') {
          expect(JSON.parse(answer.text)).toMatchObject({ code: then.says });
        } else if (then.isTimed === true) {
          const decidedAt: unknown = expect.any(Number);
          expect(JSON.parse(answer.text)).toEqual({ decisions: then.says, decidedAt });
        } else if (then.says !== undefined) {
          expect(answer.text).toBe(text({ decisions: then.says, reasons: then.reasons }));
        }
      });
    }

    for (const [what, sent, status] of refused) {
      it(`endpoint, member: sends ${what} → ${status}`, async () => {
        const before = pdp().asked;
        const answer = await ask('member', sent);
        expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
        expect(answer.text).not.toContain('decisions');
        expect(pdp().asked).toBe(before);
      });
    }

    it('endpoint, member: sends much without saying how much → refused', async () => {
      const before = pdp().asked;
      let left = 100;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          left -= 1;
          if (left < 0) controller.close();
          else controller.enqueue(new Uint8Array(4_096).fill(32));
        },
      });
      // A server may also close the connection on whoever goes on sending, or, where the framework
      // reads it first, find that it is no JSON.
      const answer = await ask('member', body).catch(() => ({ status: 413 }));
      expect([400, 413]).toContain(answer.status);
      expect(pdp().asked).toBe(before);
    });

    it.each([
      ['text/plain'],
      ['application/x-www-form-urlencoded'],
      ['application/json-but-not-really'],
    ])('endpoint, member: sends %s → 415', async (type) => {
      const before = pdp().asked;
      const answer = await ask('member', text({ checks: [view] }), { 'content-type': type });
      expect([answer.status, answer.text]).toEqual([415, expect.any(String)]);
      expect(pdp().asked).toBe(before);
    });

    it.each([
      ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['a neighbour', { origin: 'https://evil.localhost', 'sec-fetch-site': 'same-site' }],
      ['another site, in an old browser', { origin: 'https://evil.example' }],
      ['no origin that it tells', { origin: 'null' }],
    ])('endpoint, member: asks from a page of %s → 403', async (_, headers) => {
      const before = pdp().asked;
      const answer = await ask('member', text({ checks: [view] }), headers);
      expect([answer.status, answer.text]).toEqual([403, expect.any(String)]);
      expect(pdp().asked).toBe(before);
    });

    it('endpoint, member: asks from a page of its own in an old browser → 200', async () => {
      const { origin } = app();
      expect(await ask('member', text({ checks: [view] }), { origin })).toMatchObject({
        status: 200,
        text: text({ decisions: [{ view: true }] }),
      });
    });

    it('endpoint, many callers at the same moment → each their own', async () => {
      const asked = Array.from({ length: 40 }, async (_, index) => {
        const caller = (['owner', 'member', 'other organization', 'admin'] as const)[index % 4];
        const answer = await untilAnswered(
          () => ask(caller ?? 'owner', text({ checks: [acme] })),
          ({ status }) => status !== 503,
        );
        return [caller, answer.text];
      });
      for (const [caller, said] of await Promise.all(asked)) {
        const { says } = decided.find(({ caller: one }) => one === caller) ?? {};
        expect(said).toBe(text({ decisions: says }));
      }
    });
  });
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function mirrorOf(attr: string): string {
  return `{"checks":[{"kind":"mirror","id":"1","actions":["look"],"attr":${attr}}]}`;
}

function range(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}
