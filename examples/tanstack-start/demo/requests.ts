import { type ExpectedRequest, row } from '../../demo/ExpectedRequest';
import { readingRequests } from '../../demo/readingRequests';

const body = { title: 'Roadmap', body: 'First the road.' };

/**
 * The requests to the pages and to the API, in this order: later requests see what earlier ones
 * changed. The expected answers follow from the policies. Never copy them from the output. A browser
 * changes documents with server functions, whose addresses are made by the build: the tests of the
 * page show them.
 */
export const requests: ExpectedRequest[] = [
  row('signedOut', 'GET /', 401, 'only signed-in users may list documents'),
  row('cleo', 'GET /', 200, 'the documents of Acme, and one shared with Acme', {
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
  }),
  row('nora', 'GET /', 200, 'only the document shared with her', { sees: ['contract'] }),

  ...readingRequests,
  row('gus', 'GET /api/documents/roadmap', 404, 'the JSON is hidden too'),
  row('cleo', 'GET /api/documents/roadmap', 200, 'she is a colleague'),

  row('gus', 'PATCH /api/documents/brand', 403, 'he is a guest, who may only view it', { body }),
  row('gus', 'PATCH /api/documents/roadmap', 404, 'still hidden', { body }),
  row('cleo', 'PATCH /api/documents/roadmap', 403, 'she did not write it', { body }),
  row('ben', 'PATCH /api/documents/roadmap', 200, 'he wrote it', { body }),
  row('ben', 'PATCH /api/documents/roadmap', 400, 'a body must not name the owner', {
    body: { ...body, ownerId: 'user_cleo' },
  }),

  row('gus', 'DELETE /api/documents/roadmap', 404, 'still hidden'),
  row('cleoLongAgo', 'DELETE /api/documents/roadmap', 403, 'she may not delete it'),
  row('benLongAgo', 'DELETE /api/documents/roadmap', 403, 'he may, but must verify again', {
    asksToVerify: true,
  }),
  row('adaImpersonated', 'DELETE /api/documents/roadmap', 403, 'denied during impersonation'),
  row('ben', 'DELETE /api/documents/roadmap', 204, 'he wrote it, and has just verified'),
  row('ada', 'GET /documents/roadmap', 404, 'it was deleted'),

  row('ada', 'GET /documents/brand', 503, 'Cerbos is down, so nothing is allowed', {
    withoutCerbos: true,
  }),
  row('ada', 'GET /documents/brand', 200, 'Cerbos is up again'),
];
