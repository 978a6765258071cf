import type { HttpAnswer } from './answer/problem';
import { staleHeaders } from './answer/staleHeaders';
import type { NodeResponse } from './NodeResponse';

/** Answers, without what a framework would add to the content type. */
export function sendAnswer(res: NodeResponse, { status, headers, body }: HttpAnswer): void {
  for (const name of staleHeaders) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.statusCode = status;
  res.end(JSON.stringify(body));
}
