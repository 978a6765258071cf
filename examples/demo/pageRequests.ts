import { type ExpectedRequest, row } from './ExpectedRequest';

const form = { title: 'Roadmap', body: 'First the road.' };

/**
 * What is asked of every example that serves the pages of documents with loaders and actions, in
 * this order: later requests see what earlier ones changed. Written from the policies, and never
 * from what came out.
 */
export const pageRequests: ExpectedRequest[] = [
  row('nobody', 'GET /', 401, 'the library is for users'),
  row('cleo', 'GET /', 200, 'all of Acme, and what is shared with it', {
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
  }),
  row('nora', 'GET /', 200, 'one is shared with her', { sees: ['contract'] }),

  row('nobody', 'GET /documents/roadmap', 401, 'it is for colleagues'),
  row('expired', 'GET /documents/roadmap', 401, 'an expired token does not say who calls'),
  row('forged', 'GET /documents/roadmap', 401, 'nor does a token of another key'),
  row('elsewhere', 'GET /documents/roadmap', 401, 'nor does a token for another site'),
  row('cleo', 'GET /documents/roadmap', 200, 'a colleague'),
  row('gus', 'GET /documents/roadmap', 404, 'hidden from strangers: the same answer …'),
  row('gus', 'GET /documents/nothing', 404, '… as for a document that is not there'),
  row('gus', 'GET /documents/brand', 200, 'it is shared with Globex'),
  // What the router in the browser asks for, and a client without one.
  row('gus', 'GET /documents/roadmap.data', 404, 'data is as hidden as pages'),
  row('gus', 'GET /api/documents/roadmap', 404, 'and as JSON'),
  row('cleo', 'GET /api/documents/roadmap', 200, 'a colleague'),

  row('gus', 'POST /documents/brand', 403, 'a guest may read it only', { form }),
  row('gus', 'POST /documents/roadmap', 404, 'still hidden', { form }),
  row('cleo', 'POST /documents/roadmap', 403, 'she did not write it', { form }),
  row('ben', 'POST /documents/roadmap', 200, 'he wrote it', { form }),
  row('ben', 'POST /documents/roadmap', 400, 'a form must not name the owner', {
    form: { ...form, ownerId: 'user_cleo' },
  }),

  row('gus', 'POST /documents/roadmap/delete', 404, 'still hidden'),
  row('cleoLongAgo', 'POST /documents/roadmap/delete', 403, 'she may not delete it'),
  row('benLongAgo', 'POST /documents/roadmap/delete', 403, 'he may, after the password', {
    asksToVerify: true,
  }),
  row('adaImpersonated', 'POST /documents/roadmap/delete', 403, 'never while impersonated'),
  row('ben', 'POST /documents/roadmap/delete', 302, 'he wrote it, and verified lately'),
  row('ada', 'GET /documents/roadmap', 404, 'it is gone'),

  row('ada', 'GET /documents/brand', 503, 'without Cerbos nothing is allowed', {
    withoutCerbos: true,
  }),
  row('ada', 'GET /documents/brand', 200, 'Cerbos is back'),
];
