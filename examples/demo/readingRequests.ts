import { type ExpectedRequest, row } from './ExpectedRequest';

/** What every example answers to those who read the roadmap and the brand guide. */
export const readingRequests: readonly ExpectedRequest[] = [
  row('signedOut', 'GET /documents/roadmap', 401, 'only colleagues and guests may view it'),
  row('expired', 'GET /documents/roadmap', 401, 'the token has expired'),
  row('forged', 'GET /documents/roadmap', 401, 'the token is signed with another key'),
  row('elsewhere', 'GET /documents/roadmap', 401, 'the token is for another site'),
  row('cleo', 'GET /documents/roadmap', 200, 'she is a colleague'),
  row('gus', 'GET /documents/roadmap', 404, 'hidden from strangers: the same answer …'),
  row('gus', 'GET /documents/nothing', 404, '… as for a document that does not exist'),
  row('gus', 'GET /documents/brand', 200, 'it is shared with Globex'),
];
