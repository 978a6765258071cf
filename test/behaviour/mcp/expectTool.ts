import { expect } from 'vitest';
import type { Case } from '../cases';
import type { ToolAnswer } from './clients';

const REFUSAL = 'clerk-cerbos/refusal';

/** Cases of HTTP that a tool does not have: answers of the app's own, redirects, caching. */
export const withoutMeaning: readonly string[] = [
  'member: gets the answer that the app makes of a denial',
  'signed out: gets the answer that the app makes of a denial',
  'member: keeps the caching that the handler chose',
  'member: is redirected by a response whose headers are fixed',
];

/** The call of a tool that is what a case does over HTTP. */
export function callOf({ does }: Case) {
  const [method = '', address = ''] = does.split(' ');
  const { pathname, searchParams } = new URL(address, 'http://localhost');
  const [, , route = '', id = ''] = pathname.split('/');
  const ids = searchParams.getAll('id');
  return { name: `public_${method}_${route}`, arguments: { id: decodeURIComponent(id), ids } };
}

/** Says what a problem over HTTP is as the refusal of a tool. */
export function expectTool(answer: ToolAnswer, { status, body = {} }: Case): void {
  const text = textOf(answer);
  if (status === 200) {
    expect([answer.isError ?? false, text]).toEqual([false, expect.any(String)]);
    expect(JSON.parse(text)).toMatchObject(body);
    return;
  }
  const problem = body as Readonly<Record<string, unknown>>; // of RFC 9457, or Clerk's
  const { title, status: _, detail, ...said } = problem;
  const isStepUp = 'clerk_error' in problem;
  expect(answer.isError).toBe(true);
  const { cerbosCallId, ...refusal } = answer._meta?.[REFUSAL] as Record<string, unknown>; // of each refusal
  if (isStepUp) expect(refusal).toMatchObject({ code: 'step_up_required', retryable: false });
  else if (title === undefined) expect(refusal).toMatchObject({ retryable: status === 503 });
  else expect(refusal).toEqual({ ...said, retryable: status === 503 });
  const isKnown = refusal.code === 'denied' || refusal.code === 'step_up_required';
  expect(typeof cerbosCallId).toBe(isKnown ? 'string' : 'undefined');
  if (typeof detail === 'string') expect(text).toContain(detail);
  expect(text.length).toBeGreaterThan(20);
  // What the model reads says nothing of the caller, the attributes or the server.
  expect(text).not.toMatch(/user_|org_|do not tell|at .*\.ts/);
}

/** The text of an answer. */
export function textOf({ content }: ToolAnswer): string {
  return (content as readonly { readonly text: string }[]).map(({ text }) => text).join(''); // as MCP says
}
