import type { CallerName } from './callers';
import { differencesIn } from './differences';
import type { Answer, DemoRequest } from './send';

/** One request of a demo, and the answer that follows from the policies. */
export interface ExpectedRequest extends DemoRequest, Particulars {
  readonly who: CallerName;
  readonly status: number;
  readonly because: string;
}

interface Particulars {
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a form of a page sends it. */
  readonly form?: Readonly<Record<string, string>>;
  /** Must the answer ask for reverification? */
  readonly asksToVerify?: true;
  /** Which documents a list must have. */
  readonly sees?: readonly string[];
  /** The PDP is killed before, and started again afterwards. */
  readonly withoutCerbos?: true;
}

/** A line of the table: `row('ben', 'GET /documents/roadmap', 200, 'He wrote it.')`. */
export function row(
  who: CallerName,
  request: `${DemoRequest['method']} /${string}`,
  status: number,
  because: string,
  particulars: Particulars = {},
): ExpectedRequest {
  const [method, path] = request.split(' ') as [DemoRequest['method'], string]; // As its type says.
  return { who, method, path, status, because, ...particulars };
}

/** How an answer differs from the expected one; empty if it does not. */
export function compare(answer: Answer, expected: ExpectedRequest): string[] {
  return differencesIn([
    ['status', answer.status, expected.status],
    ['reverification asked for', answer.asksToVerify, expected.asksToVerify ?? false],
    ['documents', answer.sees, expected.sees],
  ]);
}
