import { type ExpectedRequest, row } from './ExpectedRequest';

const title = { title: 'Renamed' };
const globex = { organizationId: 'org_globex' };

/**
 * What is asked of every example that serves the API of documents, in this order: later requests
 * see what earlier ones changed. Written from the policies, and never from what came out.
 */
export const documentRequests: ExpectedRequest[] = [
  row('nobody', 'GET /documents', 401, 'the library is for users'),
  row('cleo', 'GET /documents', 200, 'all of Acme, and what is shared with it', {
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
  }),
  row('nora', 'GET /documents', 200, 'one is shared with her', { sees: ['contract'] }),

  row('nobody', 'GET /documents/roadmap', 401, 'it is for colleagues'),
  row('expired', 'GET /documents/roadmap', 401, 'an expired token does not say who calls'),
  row('forged', 'GET /documents/roadmap', 401, 'nor does a token of another key'),
  row('elsewhere', 'GET /documents/roadmap', 401, 'nor does a token for another site'),
  row('cleo', 'GET /documents/roadmap', 200, 'a colleague'),
  row('gus', 'GET /documents/roadmap', 404, 'hidden from strangers: the same answer …'),
  row('gus', 'GET /documents/nothing', 404, '… as for a document that is not there'),
  row('gus', 'GET /documents/brand', 200, 'it is shared with Globex'),

  row('gus', 'PATCH /documents/brand', 403, 'a guest may read it only', { body: title }),
  row('gus', 'PATCH /documents/roadmap', 404, 'still hidden', { body: title }),
  row('cleo', 'PATCH /documents/roadmap', 403, 'she did not write it', { body: title }),
  row('ben', 'PATCH /documents/roadmap', 200, 'he wrote it', { body: title }),
  row('ben', 'PATCH /documents/roadmap', 400, 'a body must not name the owner', {
    body: { ownerId: 'user_cleo' },
  }),

  row('ben', 'POST /documents/roadmap/share', 403, 'sharing is for admins', { body: globex }),
  row('ada', 'POST /documents/roadmap/share', 200, 'she is an admin', { body: globex }),
  row('gus', 'GET /documents/roadmap', 200, 'it is shared with Globex now'),

  row('cleoLongAgo', 'DELETE /documents/roadmap', 403, 'she may not delete it'),
  row('benLongAgo', 'DELETE /documents/roadmap', 403, 'he may, after the password', {
    asksToVerify: true,
  }),
  row('adaImpersonated', 'DELETE /documents/roadmap', 403, 'never while impersonated'),
  row('ben', 'DELETE /documents/roadmap', 204, 'he wrote it, and verified lately'),
  row('ada', 'GET /documents/roadmap', 404, 'it is gone'),

  row('ada', 'GET /documents/brand', 503, 'without Cerbos nothing is allowed', {
    withoutCerbos: true,
  }),
  row('ada', 'GET /documents/brand', 200, 'Cerbos is back'),
];
