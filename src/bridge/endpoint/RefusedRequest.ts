import { type Problem, problem } from '../../answer/problem';

const problems = {
  invalid_request: [400, 'Bad Request'],
  unknown_kind: [400, 'Bad Request'],
  other_origin: [403, 'Forbidden'],
  method_not_allowed: [405, 'Method Not Allowed'],
  session_changed: [409, 'Conflict'],
  body_too_large: [413, 'Content Too Large'],
  unsupported_media_type: [415, 'Unsupported Media Type'],
} as const;

/** Why the check endpoint refuses a request before anything is asked. */
export type RefusedRequestCode = keyof typeof problems;

/** A request that the check endpoint refuses; it is caught there, and answered as its problem. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly problem: Problem;

  /** @param detail - what is wrong with it, for whoever wrote the request. */
  constructor(code: RefusedRequestCode, detail: string) {
    super(detail);
    const [status, title] = problems[code];
    const allowed = code === 'method_not_allowed' ? { Allow: 'POST' } : {};
    this.problem = problem(status, title, { code, detail }, allowed);
  }
}
