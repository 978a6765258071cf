import { GRPC } from '@cerbos/grpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClerkCerbos, createClerkCerbos, type Plan } from '../../../src';
import { expectListMatchesChecks } from '../../../src/testing';
import { patient, usePdp } from '../../setup/pdp';
import { member, signedOut } from '../ask/auths';

interface Row {
  readonly id: number;
  readonly public: boolean;
}
interface Policies {
  readonly document: { actions: 'read' | 'view'; attr: { readonly public: boolean } };
}
type Where = (row: Row) => boolean;

const table: readonly Row[] = Array.from({ length: 120 }, (_, index) => ({
  id: index,
  public: index % 3 === 0,
}));

/** A mapping whose conditions are functions: of `R.attr.public`, the only condition that is asked. */
const mappingTo = (conditional: Where) => ({
  kind: 'document',
  where: (plan: Plan): Where =>
    plan.match<Where>({
      allowed: () => () => true,
      denied: () => () => false,
      conditional: () => conditional,
    }),
});
const exact = mappingTo((row) => row.public);
const rows = (where: Where) => Promise.resolve(table.filter(where));

const pdp = usePdp();
let cerbos: GRPC;
// Authorizers of typed policies must fit, too.
let app: ClerkCerbos<Policies>;
let batches: number[];

beforeAll(() => {
  cerbos = new GRPC(pdp().grpcTarget, { tls: false });
  batches = [];
  const loadMany = (ids: readonly string[]) => {
    batches.push(ids.length);
    return new Map(
      ids.flatMap((id) => {
        const row = table[Number(id)];
        return row === undefined ? [] : [[id, { attr: { public: row.public } }] as const];
      }),
    );
  };
  app = createClerkCerbos<Policies>({ cerbos, ...patient, resources: { document: { loadMany } } });
});
afterAll(() => cerbos.close());

const ask = async () => ({
  authorizers: [await app.authorizer(member), await app.authorizer(signedOut)],
  actions: ['read'],
  rows,
});

describe('expectListMatchesChecks', () => {
  it('counts what it compared, row by row, in batches of 50', async () => {
    batches = [];
    const compared = await expectListMatchesChecks(exact, await ask());
    expect(compared).toEqual({
      rows: 120,
      decisions: 240,
      allowed: new Map([['read', 80]]),
      wider: [],
      narrower: [],
    });
    expect(batches).toEqual([50, 50, 20, 50, 50, 20]);
  });

  it('names the rows that a list shows and a check denies', async () => {
    const open = mappingTo((row) => row.public || row.id === 4);
    await expect(expectListMatchesChecks(open, await ask())).rejects.toMatchObject({
      name: 'AssertionError',
      message: `The list of "document" differs from its checks in 2 of 240 decisions.
Listed, but denied (a security fault):
  4: "read" by user_1
  4: "read" by anonymous
Make sure that the loader of "document" is the mapping's own, and that \`rows\` uses \`where\` as it is.
With schema.enforcement: reject, the PDP denies every check of a row whose attributes break the schema, and no plan shows it. Give the table the constraints of the schema, and map no attribute or member that the schema does not have.`,
    });
  });

  it('names the rows that a check allows and a list hides, unless they may be missing', async () => {
    const strict = mappingTo((row) => row.public && row.id > 60);
    const failing = expectListMatchesChecks(strict, await ask());
    await expect(failing).rejects.toThrow(
      /differs from its checks in 42 of 240 .*\nAllowed, but not listed:\n {2}0: "read" by user_1\n {2}3: /,
    );
    await expect(failing).rejects.toThrow(/\n {2}and 32 more\.\n[^]*say allowNarrower: true\.$/);
    const { narrower } = await expectListMatchesChecks(strict, {
      ...(await ask()),
      allowNarrower: true,
    });
    expect(narrower).toHaveLength(42);
  });

  it('accepts no wider row where some may be missing', async () => {
    const wrong = mappingTo((row) => row.id === 1);
    const asked = { ...(await ask()), allowNarrower: true };
    await expect(expectListMatchesChecks(wrong, asked)).rejects.toThrow('in 2 of 240 decisions');
  });

  it('asks for the same plan as the app does: with attributes that all of its rows have', async () => {
    const unread = mappingTo(() => {
      throw new Error('A known attribute leaves no condition.');
    });
    const compared = await expectListMatchesChecks(unread, {
      ...(await ask()),
      resource: { attr: { public: true } },
      rows: (where: Where) => Promise.resolve(table.filter((row) => row.public && where(row))),
    });
    expect(compared.rows).toBe(40);
  });

  it('fails if it proves nothing: without rows, without callers, or for an action that is misspelt', async () => {
    const asked = await ask();
    const nothing = 'was compared with no check, which proves nothing.';
    for (const less of [{ rows: () => Promise.resolve([]) }, { authorizers: [] }]) {
      await expect(expectListMatchesChecks(exact, { ...asked, ...less })).rejects.toThrow(nothing);
    }
    const misspelt = { ...asked, actions: ['read', 'raed'] };
    await expect(expectListMatchesChecks(exact, misspelt)).rejects.toThrow(
      'The list of "document" was not proved for "raed": none of these callers may do that to any row.',
    );
  });
});
