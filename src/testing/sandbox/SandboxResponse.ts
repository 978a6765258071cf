/** An answer of the sandbox. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Uint8Array;
}

/** An answer for clerk-js. */
export function json(
  value: unknown,
  { status = 200, cookies = [] }: { status?: number; cookies?: readonly string[] } = {},
): SandboxResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: JSON.stringify(value),
  };
}

/** An error in the form that Clerk's SDKs expect. */
export function clerkError(status: number, code: string, message: string): SandboxResponse {
  const error = { code, message, long_message: message, meta: {} };
  return json({ errors: [error], clerk_trace_id: 'sandbox' }, { status });
}

/** Redirects the browser, with GET if the status is 303. */
export function redirect(
  status: 303 | 307,
  location: string,
  cookies: readonly string[] = [],
): SandboxResponse {
  return {
    status,
    headers: { location, 'cache-control': 'no-store', 'set-cookie': cookies },
    body: '',
  };
}
