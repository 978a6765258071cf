import type { ClerkSandbox } from '../../src/testing';
import { mayDo } from '../attacks/faults/oracle';
import { documents } from './documents';

/** One request, and the status that it must get. */
export interface SoakRequest {
  readonly path: string;
  readonly init: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
  readonly expected: number;
  /** What the body must say, if it says more than the status. */
  readonly expectedBody?: string;
  /** The client hangs up before the answer. */
  readonly isCut: boolean;
}

/** The people of the sandbox: members of one organization, admins of it, and people without one. */
export const people = Array.from({ length: 10 }, (_, index) => {
  const orgId = ['org_acme', 'org_globex', ''][index % 3] ?? '';
  return { userId: `user_${index}`, orgId, orgRole: index % 2 === 0 ? 'org:admin' : 'org:member' };
});

const ways = ['http', 'grpc', 'both'];

/**
 * Makes the request with this number. Most are guarded requests of members, admins and strangers;
 * others are signed out, forged or expired, ask about what is not there, hang up, plan a list, or
 * are a page's questions.
 */
export function soakRequest(clerk: ClerkSandbox, index: number): SoakRequest {
  const way = ways[index % ways.length] ?? 'http';
  const person = people[Math.floor(index / ways.length) % people.length];
  if (person === undefined) throw new Error('There are people.');
  const { userId, orgId } = person;
  const token = { userId, ...(orgId !== '' && { orgId }) };
  const id = `doc_${(index * 7) % documents.size}`;
  const mayEdit = mayDo(person, 'edit', attributesOf(id));
  const request = (
    path: string,
    bearer: string,
    expected: number,
    more: Partial<SoakRequest> = {},
  ) => ({
    path: `/${way}${path}`,
    init: bearer === '' ? {} : { headers: { authorization: `Bearer ${bearer}` } },
    expected,
    isCut: false,
    ...more,
  });
  const edit = `/documents/${id}`;
  switch (index % 20) {
    case 3:
      return request(edit, '', 401);
    case 7:
      return request(edit, clerk.forgedSessionToken(token), 401);
    case 9:
      return request(edit, clerk.sessionToken({ ...token, expiresInSeconds: -60 }), 401);
    case 11:
      return request('/documents/missing', clerk.sessionToken(token), 404);
    case 13:
      return request(edit, clerk.sessionToken(token), mayEdit ? 200 : 403, { isCut: true });
    case 17:
      return request('/plan', clerk.sessionToken(token), 200);
    case 19:
      return request('/checks', '', 200, {
        init: {
          method: 'POST',
          headers: {
            authorization: `Bearer ${clerk.sessionToken(token)}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ checks: [{ kind: 'document', id, actions: ['edit'] }] }),
        },
        expectedBody: `{"decisions":[{"edit":${String(mayEdit)}}]}`,
      });
    default:
      return request(edit, clerk.sessionToken(token), mayEdit ? 200 : 403);
  }
}

function attributesOf(id: string) {
  const document = documents.get(id);
  if (document === undefined) throw new Error(`There is no ${id}.`);
  return document.attr;
}
