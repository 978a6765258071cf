import { type ExpectedRequest, row } from '../../demo/ExpectedRequest';
import { readingRequests } from '../../demo/readingRequests';

const changes = { title: 'Roadmap', body: 'First the road.' };
// Astro takes a write of a client without an origin for a form of another site, unless it is JSON.
const json = { body: {} };
const roadmap = { id: 'roadmap', ...changes };

/**
 * The requests to this example, in this order: later requests see what earlier ones changed. The
 * expected answers follow from the policies. Never copy them from the output.
 */
export const astroRequests: readonly ExpectedRequest[] = [
  row('signedOut', 'GET /', 401, 'only signed-in users may list documents'),
  row('cleo', 'GET /', 200, 'the documents of Acme, and one shared with Acme', {
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
  }),
  row('nora', 'GET /', 200, 'only the document shared with her', { sees: ['contract'] }),

  ...readingRequests,
  row('gus', 'GET /api/documents/roadmap', 404, 'the JSON is hidden too'),
  row('cleo', 'GET /api/documents/roadmap', 200, 'she is a colleague'),

  row('gus', 'POST /_actions/edit', 403, 'he is a guest, who may only view it', {
    body: { id: 'brand', ...changes },
  }),
  row('gus', 'POST /_actions/edit', 404, 'still hidden', { body: roadmap }),
  row('cleo', 'POST /_actions/edit', 403, 'she did not write it', { body: roadmap }),
  row('ben', 'POST /_actions/edit', 200, 'he wrote it', { body: roadmap }),
  row('ben', 'POST /_actions/edit', 400, 'the input must not name the owner', {
    body: { ...roadmap, ownerId: 'user_cleo' },
  }),

  row('gus', 'DELETE /api/documents/roadmap', 404, 'still hidden', json),
  row('cleoLongAgo', 'DELETE /api/documents/roadmap', 403, 'she may not delete it', json),
  row('benLongAgo', 'DELETE /api/documents/roadmap', 403, 'he may, but must verify again', {
    ...json,
    asksToVerify: true,
  }),
  row('adaImpersonated', 'DELETE /api/documents/roadmap', 403, 'denied during impersonation', json),
  row('ben', 'DELETE /api/documents/roadmap', 204, 'he wrote it, and has just verified', json),
  row('ada', 'GET /documents/roadmap', 404, 'it was deleted'),

  row('ada', 'GET /documents/brand', 503, 'Cerbos is down, so nothing is allowed', {
    withoutCerbos: true,
  }),
  row('ada', 'GET /documents/brand', 200, 'Cerbos is up again'),
];
