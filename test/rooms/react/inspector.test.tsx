import { act, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { InspectedDecision } from '../../../src/base/wire';
import { CerbosProvider, useIsAllowed } from '../../../src/react';
import { CerbosInspector } from '../../../src/react/inspector';
import { explain } from '../../../src/react/inspector/explain';
import { alice, bob, type FakeClerk, fakeClerk, sessionOf } from './fakeClerk';

const decided = (changes: Partial<InspectedDecision> = {}): InspectedDecision => ({
  number: 1,
  time: 0,
  asker: 'server',
  kind: 'document',
  id: 'roadmap',
  action: 'delete',
  effect: 'deny',
  outcome: 'decided',
  policy: 'resource.document.vdefault',
  roles: ['user', 'org:member'],
  derivedRoles: ['colleague'],
  violations: [],
  duration: 1.25,
  batchSize: 3,
  ...changes,
});

describe('why it was decided so is said in words', () => {
  it.each([
    [
      {},
      'Denied by resource.document.vdefault for user, org:member, here also colleague. To see why: npx clerk-cerbos explain.',
    ],
    [
      {
        because: {
          reason: 'not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben"',
          place: 'policies/document.yaml:39',
        },
      },
      'Denied: not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben" (policies/document.yaml:39).',
    ],
    [
      { effect: 'allow', derivedRoles: [] },
      'Allowed by resource.document.vdefault for user, org:member, without a derived role.',
    ],
    [{ outcome: 'not_found' }, 'Denied: the loader of this kind found no such resource.'],
    [{ policy: 'NO_MATCH' }, 'Denied: no policy of the PDP is about the kind “document”.'],
    [
      { roles: ['anonymous'] },
      'Denied: the caller is signed out, and resource.document.vdefault does not allow this to the role anonymous.',
    ],
    [
      { stepUp: { level: 'first_factor', afterMinutes: 10 } },
      'Denied until the session is verified again (first factor, within the last 10 minutes): resource.document.vdefault asks for that. Clerk’s useReverification() does it.',
    ],
    [{ stepUp: 'strict' }, /\(strict\)/],
    [
      { violations: ['/orgId'] },
      'Denied: the principal or the resource does not fit the schemas of resource.document.vdefault, at /orgId.',
    ],
    [
      { effect: 'unknown', outcome: 'pdp_unreachable' },
      'Not answered, and so not allowed: the PDP can’t be reached. Is it running, and is its address right?',
    ],
    [{ effect: 'unknown', outcome: 'new_code' }, /new_code; the server’s log says more\./],
  ] as [Partial<InspectedDecision>, string | RegExp][])('%j', (changes, words) => {
    expect(explain(decided(changes))).toEqual(
      typeof words === 'string' ? words : expect.stringMatching(words),
    );
  });
});

/** An endpoint that answers checks with no, and tells what the test puts into `log`. */
function inspectedEndpoint(log: InspectedDecision[]) {
  const requests: { inspect?: number; session: unknown }[] = [];
  let answer: () => Response = () => Response.json({ inspected: [] });
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const body = JSON.parse(init.body as string) as {
      inspect?: number;
      session: unknown;
      checks?: { actions: string[] }[];
    };
    requests.push(body);
    if (body.checks) {
      const no = ({ actions }: { actions: string[] }) =>
        Object.fromEntries(actions.map((action) => [action, false]));
      return Response.json({ decisions: body.checks.map(no) });
    }
    if (log.length === 0) return answer();
    const after = body.inspect ?? 0;
    return Response.json({ inspected: log.filter(({ number }) => number > after) });
  });
  return {
    requests,
    answerWith(response: () => Response) {
      answer = response;
    },
  };
}

function May({ id }: { id: string }) {
  useIsAllowed({ resource: { kind: 'document', id }, action: 'delete' });
  return null;
}

const page = (clerk: FakeClerk) => (
  <CerbosProvider useAuth={clerk.useAuth}>
    <May id="roadmap" />
    <CerbosInspector />
  </CerbosProvider>
);
const aWhile = () => act(() => vi.advanceTimersByTimeAsync(2_500));
const open = () => {
  fireEvent.click(screen.getByRole('button', { name: /Cerbos/ }));
  return screen.getByRole('region', { name: 'Decisions of Cerbos' });
};

describe('<CerbosInspector>', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('lists what components ask, joined with why, and what else the server decided', async () => {
    inspectedEndpoint([
      decided({ number: 2, id: 'brand', action: 'view', effect: 'allow', policy: 'resource.x' }),
      decided({ number: 1 }),
    ]);
    render(page(fakeClerk(alice)));
    await aWhile();
    expect(screen.getByRole('button').textContent).toBe('Cerbos 1 allowed 1 denied');
    const panel = open();
    const rows = within(panel).getAllByRole('row').slice(1);
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      'denieddeletedocument roadmapa componentresource.document.vdefault colleague1.3 ms for 3 resources',
      explain(decided()),
      'allowedviewdocument brandthe serverresource.x colleague1.3 ms for 3 resources',
      expect.stringContaining('Allowed by resource.x'),
    ]);
    fireEvent.click(within(panel).getByRole('checkbox'));
    expect(within(panel).queryByText('brand')).toBeNull();
    fireEvent.keyDown(panel, { key: 'Escape' });
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('asks only for what is new, and only while the page is seen', async () => {
    const { requests } = inspectedEndpoint([decided({ number: 7 })]);
    render(page(fakeClerk(alice)));
    await aWhile();
    const asked = requests.filter(({ inspect }) => inspect !== undefined);
    expect(asked.map(({ inspect }) => inspect)).toEqual([0, 7, 7]);
    expect(asked[0]?.session).toEqual(sessionOf(alice));
    const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    const before = requests.length;
    await aWhile();
    expect(requests).toHaveLength(before);
    hidden.mockRestore();
  });

  it('shows nobody what was decided for another session', async () => {
    const log = [decided({ number: 3, id: 'secret' })];
    inspectedEndpoint(log);
    const clerk = fakeClerk(alice);
    render(page(clerk));
    await aWhile();
    const panel = open();
    expect(panel.textContent).toContain('secret');
    log.splice(0);
    act(() => {
      clerk.say(bob);
    });
    expect(panel.textContent).not.toContain('secret');
    await aWhile();
    expect(panel.textContent).not.toContain('secret');
  });

  it.each([
    [
      () => Response.json({ code: 'invalid_request' }, { status: 400 }),
      'Give createClerkCerbos the option inspect: true',
    ],
    [() => new Response('<html>', { status: 404 }), 'The server can’t be asked'],
    [() => Response.error(), 'The server can’t be asked'],
  ])('says why the server does not tell: %s', async (response, words) => {
    inspectedEndpoint([]).answerWith(response);
    render(page(fakeClerk(alice)));
    await aWhile();
    const panel = open();
    expect(within(panel).getByRole('status').textContent).toContain(words);
    expect(within(panel).getAllByRole('row')[1]?.textContent).toContain('denied');
  });

  it('stops asking when it is gone', async () => {
    const { requests } = inspectedEndpoint([]);
    render(page(fakeClerk(alice))).unmount();
    await aWhile();
    expect(requests.filter(({ inspect }) => inspect !== undefined)).toEqual([]);
  });
});
