import type { ServerResponse } from 'node:http';
import type { Problem } from '../../answer/problem';
import { staleHeaders } from '../../answer/staleHeaders';

/** Answers with a problem, without what Express would add to the content type. */
export function sendProblem(res: ServerResponse, { status, headers, body }: Problem): void {
  for (const name of staleHeaders) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.end(JSON.stringify(body));
}
