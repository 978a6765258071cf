import { type ExpectedRequest, row } from './ExpectedRequest';
import { readingRequests } from './readingRequests';

const title = { title: 'Renamed' };
const globex = { organizationId: 'org_globex' };

/**
 * The requests to every example that serves the API of documents, in this order: later requests
 * see what earlier ones changed. The expected answers follow from the policies. Never copy them from
 * the output.
 */
export const documentRequests: ExpectedRequest[] = [
  row('signedOut', 'GET /documents', 401, 'only signed-in users may list documents'),
  row('cleo', 'GET /documents', 200, 'the documents of Acme, and one shared with Acme', {
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
  }),
  row('nora', 'GET /documents', 200, 'only the document shared with her', { sees: ['contract'] }),

  ...readingRequests,

  row('gus', 'PATCH /documents/brand', 403, 'he is a guest, who may only view it', { body: title }),
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
  row('benLongAgo', 'DELETE /documents/roadmap', 403, 'he may, but must verify again', {
    asksToVerify: true,
  }),
  row('adaImpersonated', 'DELETE /documents/roadmap', 403, 'denied during impersonation'),
  row('ben', 'DELETE /documents/roadmap', 204, 'he wrote it, and has just verified'),
  row('ada', 'GET /documents/roadmap', 404, 'it was deleted'),

  row('ada', 'GET /documents/brand', 503, 'Cerbos is down, so nothing is allowed', {
    withoutCerbos: true,
  }),
  row('ada', 'GET /documents/brand', 200, 'Cerbos is up again'),
];
