import { HTTP } from '@cerbos/http';
import { type ClerkAuth, createClerkCerbos } from '../../../../src';
import { patient } from '../../../setup/pdp';

const ownedBy = (ownerId: string, orgId = 'org_acme') => ({ ownerId, orgId, public: false });

/** A table of documents that a test may change, and loads of it. */
export function documents() {
  const rows = new Map([
    ['1', { attr: ownedBy('user_1'), value: { title: 'Plan' } }],
    ['2', { attr: ownedBy('user_2'), value: { title: 'Budget' } }],
    ['3', { attr: ownedBy('user_3', 'org_globex'), value: { title: 'Secret' } }],
  ]);
  const loaded: string[] = [];
  return {
    rows,
    loaded,
    resources: {
      document: async (id: string) => {
        loaded.push(id);
        return rows.get(id) ?? null;
      },
    },
    give(id: string, ownerId: string) {
      const row = rows.get(id);
      if (row !== undefined) rows.set(id, { ...row, attr: { ...row.attr, ownerId } });
    },
  };
}

/** The authorizer of a caller, with documents and a PDP. */
export function authorizerOf(
  auth: ClerkAuth,
  httpUrl: string,
  resources: ReturnType<typeof documents>['resources'],
) {
  const { authorizer } = createClerkCerbos({ cerbos: new HTTP(httpUrl), ...patient, resources });
  return authorizer(auth);
}
