import fc from 'fast-check';
import { act, cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';
import type { InitialDecisions, SessionKey } from '../../../src/base/wire';
import { CerbosProvider, useCerbos, useIsAllowed } from '../../../src/react';
import { alice, bob, fakeClerk, loading, nobody, sessionOf } from './fakeClerk';
import { fakeEndpoint, serverNow, settled } from './fakeEndpoint';

const people = [
  alice,
  bob,
  { ...alice, orgId: 'org_2' },
  { ...alice, orgRole: 'org:member' },
  nobody,
];
const ids = ['1', '2', '3'];
const say = fc.oneof(fc.constantFrom(...people), fc.constant(loading));

interface Controls {
  readonly mount: (ids: readonly string[]) => void;
  readonly seed: (initial: InitialDecisions) => void;
  readonly invalidate: () => void;
}

const step = fc.oneof(
  fc.record({ do: fc.constant('say' as const), auth: say }),
  fc.record({ do: fc.constant('mount' as const), shown: fc.subarray(ids) }),
  fc.record({
    do: fc.constant('seed' as const),
    who: fc.constantFrom(...people),
    id: fc.constantFrom(...ids),
    view: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('answer' as const),
    which: fc.nat(20),
    // No answer, or to whom it says yes.
    yes: fc.option(fc.subarray(ids)),
  }),
  fc.record({ do: fc.constantFrom('focus' as const, 'invalidate' as const, 'wait' as const) }),
);

it('whatever happens in whatever order, no render shows an allow that the server has not given for it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.option(fc.constantFrom(...people), { nil: undefined }),
      fc.array(step, { maxLength: 25 }),
      async (first, steps) => {
        const asked = fakeEndpoint();
        const answered = new Set<number>();
        // What the server has said yes to, for whom.
        const given = new Set<string>();
        const name = (session: SessionKey, id: string) =>
          JSON.stringify([session.userId, session.sessionId, session.orgId, id]);
        const snapshotOf = (
          who: (typeof people)[number],
          id: string,
          view: boolean,
        ): InitialDecisions => {
          if (view) given.add(name(sessionOf(who), id));
          return {
            session: sessionOf(who),
            decidedAt: serverNow(),
            decisions: [{ kind: 'document', id, actions: { view } }],
          };
        };
        const clerk = fakeClerk(first ?? loading);
        let hasLoaded = false;
        let controls: Controls = {
          mount: () => undefined,
          seed: () => undefined,
          invalidate: () => undefined,
        };
        const wrong: string[] = [];

        function May({ id, page }: { id: string; page: InitialDecisions | undefined }) {
          const auth = clerk.useAuth();
          const { isAllowed } = useIsAllowed({
            resource: { kind: 'document', id },
            action: 'view',
          });
          if (auth.isLoaded) hasLoaded = true;
          const session = auth.isLoaded ? sessionOf(auth) : hasLoaded ? undefined : page?.session;
          if (isAllowed && (session === undefined || !given.has(name(session, id)))) {
            wrong.push(`${JSON.stringify(session)} sees ${id}`);
          }
          return null;
        }
        function Remote({ mount, seed }: Omit<Controls, 'invalidate'>) {
          controls = { mount, seed, invalidate: useCerbos().invalidate };
          return null;
        }
        function Page() {
          const [shown, mount] = useState<readonly string[]>(ids);
          const [initial, seed] = useState<InitialDecisions>();
          return (
            <CerbosProvider useAuth={clerk.useAuth} initialDecisions={initial}>
              <Remote mount={mount} seed={seed} />
              {shown.map((id) => (
                <May key={id} id={id} page={initial} />
              ))}
            </CerbosProvider>
          );
        }

        render(<Page />);
        for (const now of steps) {
          await act(async () => {
            if (now.do === 'say') clerk.say(now.auth);
            if (now.do === 'mount') controls.mount(now.shown);
            if (now.do === 'seed') controls.seed(snapshotOf(now.who, now.id, now.view));
            if (now.do === 'invalidate') controls.invalidate();
            if (now.do === 'focus') document.dispatchEvent(new Event('visibilitychange'));
            if (now.do === 'wait') await settled();
            if (now.do === 'answer') {
              const open = asked.map((_, index) => index).filter((index) => !answered.has(index));
              const index = open[now.which % Math.max(open.length, 1)];
              const request = index === undefined ? undefined : asked[index];
              if (index === undefined || request === undefined) return;
              answered.add(index);
              if (now.yes === null) return request.breakOff();
              const yes = now.yes;
              for (const { id } of request.checks)
                if (yes.includes(id)) given.add(name(request.session, id));
              await request.allow(({ id }) => yes.includes(id));
            }
          });
        }
        cleanup();
        expect(wrong).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
});
