// Lists and fields: items keep their type, and what may be denied is optional.
import { type CerbosClient, type ClerkAuth, createClerkCerbos } from 'clerk-cerbos';
import { createClerkCerbos as createNext } from 'clerk-cerbos/nextjs';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  person: { actions: 'view' | 'view-salary' | 'edit' | 'edit-salary'; attr: { teamId: string } };
  team: { actions: 'open'; attr: { depth: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

interface Person {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  nickname?: string;
  salary: number | null;
}

declare const cerbos: CerbosClient;
declare const auth: ClerkAuth;
declare const people: readonly Person[];
declare const person: Person;
declare const body: Record<string, unknown>;

const about = ({ id, teamId }: Person) => ({ kind: 'person', id, attr: { teamId } }) as const;

const bridge = createClerkCerbos({ cerbos });
const { filterAllowed, listByChecks, pickAllowed, checkFields } = createNext({ cerbos });

export async function lists() {
  const visible = await filterAllowed(people, (one) => ({ resource: about(one), action: 'view' }));
  const numbered = await filterAllowed(['a', 'b'], (id, index) => ({
    resource: { kind: 'team', id, attr: { depth: index } },
    actions: ['open'],
  }));
  const mine = await bridge.filterAllowed(auth, people, (one) => ({
    resource: { kind: 'person', id: one.id, attr: { teamId: one.teamId } },
    actions: ['view', 'edit'],
  }));
  // prettier-ignore
  // @ts-expect-error -- an action of another kind
  await filterAllowed(people, (one) => ({ resource: about(one), action: 'open' }));
  // @ts-expect-error -- no action
  await filterAllowed(people, (one) => ({ resource: about(one) }));
  // @ts-expect-error -- a function that answers later
  await filterAllowed(people, async (one) => ({ resource: about(one), action: 'view' }));
  // @ts-expect-error -- the auth object is not passed here
  await filterAllowed(auth, people, (one: Person) => ({ resource: about(one), action: 'view' }));
  // @ts-expect-error -- the auth object is missing
  await bridge.filterAllowed(people, (one: Person) => ({ resource: about(one), action: 'view' }));

  const page = await listByChecks(
    async ({ after, limit, signal }) => {
      const asked: [Expect<Equal<typeof after, string | undefined>>, number, AbortSignal] = [
        true,
        limit,
        signal,
      ];
      return Promise.resolve(asked.length === 3 ? people : []);
    },
    (one) => ({ resource: about(one), action: 'view' }),
    { cursorOf: ({ id }) => id, size: 20, maxRows: 200, after: undefined },
  );
  // prettier-ignore
  // @ts-expect-error -- no cursor
  await listByChecks(() => people, (one) => ({ resource: about(one), action: 'view' }), {});
  const checks: [
    Expect<Equal<typeof visible, Person[]>>,
    Expect<Equal<typeof numbered, string[]>>,
    Expect<Equal<typeof mine, Person[]>>,
    Expect<Equal<typeof page.items, Person[]>>,
    Expect<Equal<typeof page.next, string | undefined>>,
  ] = [true, true, true, true, true];
  return checks;
}

export async function fields() {
  const seen = await pickAllowed(
    person,
    { id: true, name: 'view', nickname: true, salary: 'view-salary' },
    about(person),
  );
  type Seen = {
    readonly id: string;
    nickname?: string;
    readonly name?: string;
    salary?: number | null;
  };
  const { allowed, refused } = await bridge.checkFields(
    auth,
    body,
    { name: 'edit', salary: 'edit-salary' },
    about(person),
  );
  const depends = await pickAllowed(
    person,
    { salary: people.length === 0 ? true : 'view-salary' },
    about(person),
  );
  // @ts-expect-error -- it may be absent
  seen.salary?.toFixed() ?? seen.name.length;
  // @ts-expect-error -- a field without a rule is absent
  void seen.teamId;
  // @ts-expect-error -- a misspelt field
  await pickAllowed(person, { id: true, salery: 'view-salary' }, about(person));
  // @ts-expect-error -- an action of another kind
  await pickAllowed(person, { salary: 'open' }, about(person));
  // @ts-expect-error -- leave it out
  await pickAllowed(person, { salary: false }, about(person));
  // @ts-expect-error -- no resource
  await pickAllowed(person, { salary: 'view-salary' });
  const checks: [
    Expect<Equal<typeof seen, Seen>>,
    Expect<Equal<typeof allowed, { name?: unknown; salary?: unknown }>>,
    Expect<Equal<typeof refused, string[]>>,
    Expect<Equal<typeof depends, { salary?: number | null }>>,
  ] = [true, true, true, true];
  return checks;
}
