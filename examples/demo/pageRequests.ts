import { type ExpectedRequest, row } from './ExpectedRequest';
import { readingRequests } from './readingRequests';

const form = { title: 'Roadmap', body: 'First the road.' };

/**
 * The requests to every example that serves the pages of documents with loaders and actions, in
 * this order: later requests see what earlier ones changed. The expected answers follow from the
 * policies. Never copy them from the output.
 */
export const pageRequests: ExpectedRequest[] = [
  row('signedOut', 'GET /', 401, 'only signed-in users may list documents'),
  row('cleo', 'GET /', 200, 'the documents of Acme, and one shared with Acme', {
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
  }),
  row('nora', 'GET /', 200, 'only the document shared with her', { sees: ['contract'] }),

  ...readingRequests,
  // The same document as the data that the browser's router loads, and as JSON for other clients.
  row('gus', 'GET /documents/roadmap.data', 404, 'the data of the page is hidden too'),
  row('gus', 'GET /api/documents/roadmap', 404, 'the JSON is hidden too'),
  row('cleo', 'GET /api/documents/roadmap', 200, 'she is a colleague'),

  row('gus', 'POST /documents/brand', 403, 'he is a guest, who may only view it', { form }),
  row('gus', 'POST /documents/roadmap', 404, 'still hidden', { form }),
  row('cleo', 'POST /documents/roadmap', 403, 'she did not write it', { form }),
  row('ben', 'POST /documents/roadmap', 200, 'he wrote it', { form }),
  row('ben', 'POST /documents/roadmap', 400, 'a form must not name the owner', {
    form: { ...form, ownerId: 'user_cleo' },
  }),

  row('gus', 'POST /documents/roadmap/delete', 404, 'still hidden'),
  row('cleoLongAgo', 'POST /documents/roadmap/delete', 403, 'she may not delete it'),
  row('benLongAgo', 'POST /documents/roadmap/delete', 403, 'he may, but must verify again', {
    asksToVerify: true,
  }),
  row('adaImpersonated', 'POST /documents/roadmap/delete', 403, 'denied during impersonation'),
  row('ben', 'POST /documents/roadmap/delete', 302, 'he wrote it, and has just verified'),
  row('ada', 'GET /documents/roadmap', 404, 'it was deleted'),

  row('ada', 'GET /documents/brand', 503, 'Cerbos is down, so nothing is allowed', {
    withoutCerbos: true,
  }),
  row('ada', 'GET /documents/brand', 200, 'Cerbos is up again'),
];
