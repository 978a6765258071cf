import { beforeEach, describe, expect, it, vi } from 'vitest';
import { documents, encodedIds } from './apps/documents';
import { type Behaviour, untilAnswered } from './behaviour';
import type { CheckRequest } from './faultyPdp';
import { testHiddenPages } from './hiddenPages';

/** Each thing that was asked, one by one. */
const questionsOf = (requests: readonly CheckRequest[]) =>
  requests.flatMap(({ principal, resources }) =>
    resources.flatMap(({ resource, actions }) =>
      actions.map((action) => `${principal.id} ${action} ${resource.kind} ${resource.id}`),
    ),
  );

/** What holds for pages of the App Router. `refused` is the status of a refused visitor. */
export function testNextPages({ app, pdp, send }: Behaviour, refused: 403 | 404): void {
  const open = (caller: Parameters<typeof send>[0]['caller'], path: `/${string}`) =>
    send({ caller, does: `GET ${path}` });

  beforeEach(() => {
    pdp().fault = 'none';
  });

  describe('a page', () => {
    it('shows each visitor what they may see, and nothing of the rest', async () => {
      const member = await open('member', '/documents/acme');
      expect(member.status).toBe(200);
      expect(member.text).toContain('user_member<!-- --> reads <!-- -->acme');
      expect(member.text).toContain('reading only');
      expect(member.text).toContain('nothing there');
      expect(member.text).not.toContain('Edit');
      expect(member.text).not.toContain('Delete');
      const owner = await open('owner', '/documents/acme');
      expect(owner.text).toContain('Edit</button>');
      expect(owner.text).toContain('Delete</button>');
      expect(owner.text).not.toContain('reading only</i>');
    });

    it.each(['member', 'owner'] as const)('is kept by no cache in between: %s', async (caller) => {
      const { headers } = await open(caller, '/documents/acme');
      expect(headers.get('cache-control')).toContain('no-store');
    });

    it('leaves to sign in where nobody is signed in', async () => {
      for (const caller of ['signed out', 'owner, expired', 'owner, forged'] as const) {
        const answer = await open(caller, '/documents/acme');
        expect(answer.status).toBe(307);
        const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '');
        expect(pathname).toContain('sign-in');
        expect(searchParams.get('redirect_url')).toContain('/documents/acme');
        expect(answer.text).not.toContain('reads');
      }
    });

    it('leaves to the page for those who may not, or that is not there', async () => {
      const answer = await open('other organization', '/documents/acme');
      expect(answer.status).toBe(refused);
      expect(answer.text).toContain(
        refused === 403 ? 'You may not see this.' : 'There is no such page.',
      );
      expect(answer.text).not.toContain('reads <!-- -->acme');
      const missing = await open('member', '/documents/none');
      expect(missing.status).toBe(404);
      expect(missing.text).toContain('There is no such page.');
    });

    it.each(['reset', 'hang', 'html', 'unknown effect', 'other request'] as const)(
      'shows its error boundary, and nothing of the page, while the PDP does this: %s',
      async (fault) => {
        pdp().fault = fault;
        const answer = await open('owner', '/documents/acme');
        expect(answer.status).toBe(500);
        expect(answer.text).not.toContain('user_owner');
        expect(answer.text).not.toContain('Edit</button>');
      },
    );
  });

  describe.each(encodedIds)('the document "%s"', (id) => {
    it('is the same one for a page, for its components in the browser and for a route handler', async () => {
      const encoded = encodeURIComponent(id);
      const before = pdp().questions.length;
      const page = await open('owner', `/documents/${encoded}`);
      expect([page.status, page.text]).toEqual([200, expect.stringContaining('user_owner')]);
      expect(page.text).toContain(`reads <!-- -->${id}<`);
      expect(page.text).toContain(`in the address: <!-- -->${id}<!-- -->.`);
      expect((await open('owner', `/api/documents/${encoded}`)).status).toBe(200);
      const asked = pdp().questions.slice(before);
      const ids = asked.flatMap(({ resources }) => resources.map(({ resource }) => resource.id));
      expect(new Set(ids)).toEqual(new Set([id]));
    });
  });

  testHiddenPages({ send }, refused);

  describe('a page of a layout, metadata and ten nested components', () => {
    it('asks nothing twice', async () => {
      const before = pdp().questions.length;
      const answer = await open('owner', '/tree/acme');
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('<title>A document</title>');
      const calls = pdp().questions.slice(before);
      const questions = questionsOf(calls);
      console.log(
        `Next.js: a layout, its page, metadata and ten nested components ask 33 questions, ${questions.length} of them different, in ${calls.length} calls`,
      );
      expect(questions.length).toBeGreaterThan(8);
      expect(new Set(questions).size).toBe(questions.length);
      // Each of the first four asks something new, and only then has the next one ask.
      expect(calls.length).toBeLessThan(questions.length);
    });

    it('asks once what fifty components ask side by side', async () => {
      const before = pdp().questions.length;
      const answer = await open('owner', '/siblings/acme');
      expect(answer.text.match(/<b>/g)?.length).toBeGreaterThan(10);
      const calls = pdp().questions.slice(before);
      console.log(`Next.js: fifty components side by side ask in ${calls.length} call(s)`);
      expect(calls).toHaveLength(1);
      // Each component asks one thing about a document, and their number is even.
      expect(questionsOf(calls)).toHaveLength(documents.size);
    });
  });

  describe('many visitors at the same moment', () => {
    it.each(['/tree/acme', '/streamed/acme', '/documents/acme'] as const)(
      'each get their own page: %s',
      async (path) => {
        const asked = Array.from({ length: 60 }, async (_, index) => {
          const caller = (['owner', 'member', 'admin', 'other organization'] as const)[index % 4];
          // What is streamed comes after the status.
          const isLate = ({ status, text }: { status: number; text: string }) =>
            path.startsWith('/streamed') ? !/ (true|false) user_/.test(text) : status === 500;
          const { text } = await untilAnswered(
            () => open(caller ?? 'owner', path),
            (page) => !isLate(page),
          );
          return { caller, text };
        });
        for (const { caller, text } of await Promise.all(asked)) {
          const name = caller === 'other organization' ? 'stranger' : caller;
          const seen = new Set(text.match(/user_(?:owner|member|admin|stranger)/g));
          if (caller === 'other organization' && !path.startsWith('/streamed')) {
            expect([...seen]).toEqual([]);
          } else {
            expect([...seen]).toEqual([`user_${name ?? ''}`]);
          }
          if (path.startsWith('/streamed')) {
            const may = caller !== 'other organization';
            expect(text).toContain(`user_${name ?? ''} ${String(may)} user_${name ?? ''}`);
          }
          if (path.startsWith('/documents')) {
            expect(text.includes('Edit</button>')).toBe(caller === 'owner' || caller === 'admin');
          }
        }
      },
    );
  });

  describe('what an app keeps of one visitor', () => {
    const callers = ['owner', 'other organization', 'signed out', 'owner'] as const;

    it.each(['/cached/acme', '/captured/acme'] as const)(
      'is shown to no other one, since Next.js refuses to keep it: %s',
      async (path) => {
        for (const caller of callers) {
          const { status, text } = await open(caller, path);
          expect([caller, status]).toEqual([caller, 500]);
          expect(text).not.toContain('may view');
        }
        expect(app().output()).toMatch(
          /headers.*(?:cached with "?unstable_cache|inside `unstable_cache)/,
        );
      },
    );

    it('answers in a page for its own request, and in no other one', async () => {
      const [first, ...others] = callers;
      const { status, text } = await open(first, '/kept/acme');
      expect([status, text.includes('may view: <!-- -->true')]).toEqual([200, true]);
      for (const caller of others) {
        const answer = await open(caller, '/kept/acme');
        expect([caller, answer.status]).toEqual([caller, 500]);
        expect(answer.text).not.toContain('may view');
      }
      expect(app().output()).toContain('belongs to another request');
    });

    it.each(['GET', 'POST'] as const)(
      'answers in a handler for its own request, and in no other one: %s',
      async (method) => {
        const does = `${method} /api/kept/acme` as const;
        expect((await send({ caller: 'owner', does })).status).toBe(200);
        for (const caller of ['member', 'owner'] as const) {
          const answer = await send({ caller, does });
          expect([caller, answer.status]).toEqual([caller, 500]);
          expect(answer.text).not.toMatch(/mayView|mayEdit/);
        }
      },
    );
  });

  describe('a page that drops an authorize', () => {
    // What can't be closed: no part of Next.js lets a library end a render that it does not await.
    it('is served all the same, and the log names the mistake', async () => {
      const answer = await open('member', '/dropped/acme');
      expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('the secret of')]);
      const isNamed = () => app().output().includes('[clerk-cerbos] The result of authorize(…)');
      await vi.waitUntil(isNamed, { timeout: 60_000 });
    });
  });

  it('what is asked while a stream is read says how to bind it to its request', async () => {
    const { status, text } = await send({ caller: 'member', does: 'GET /api/events/acme' });
    expect(status).toBe(200);
    const [unbound, bound] = text.split('\n\n');
    expect(unbound).toContain('AsyncResource.bind(');
    expect(bound).toBe('data: may view: true');
  });

  describe('a check on the way to a page', () => {
    it('is asked of the core, with what Clerk says there', async () => {
      expect((await open('member', '/checked/public')).text).toContain('The way was open.');
      const refusal = await open('member', '/checked/acme');
      expect([refusal.status, refusal.text]).toEqual([403, 'refused on the way']);
    });

    it('opens nothing while the PDP is down', async () => {
      pdp().fault = 'reset';
      const answer = await open('member', '/checked/public');
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('The way was open.');
    });
  });
}
