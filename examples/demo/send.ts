/** One request to an app, without its caller. */
export interface DemoRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: object;
  /** Sent as a form of a page sends it. */
  readonly form?: Readonly<Record<string, string>>;
}

/** What an app answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** A body of JSON; `undefined` if there is none. */
  readonly json: unknown;
  readonly asksToVerify: boolean;
  /** The ids in a list of documents, or of those that a page links to. */
  readonly sees: readonly string[] | undefined;
}

/** Makes one request, with a session token if there is one, as a client without cookies would. */
export async function send(
  origin: string,
  { method, path, body, form }: DemoRequest,
  token: string | undefined,
): Promise<Answer> {
  const response = await fetch(origin + path, {
    method,
    redirect: 'manual',
    headers: {
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  });
  const { status, headers } = response;
  const isJson = /^application\/(.+\+)?json\b/.test(headers.get('Content-Type') ?? '');
  const text = await response.text();
  const json: unknown = isJson ? JSON.parse(text) : undefined;
  return {
    status,
    headers,
    json,
    asksToVerify: member(member(json, 'clerk_error'), 'reason') === 'reverification-error',
    sees: isJson ? listed(json) : linked(text),
  };
}

function listed(json: unknown): string[] | undefined {
  const documents = member(json, 'documents');
  if (!Array.isArray(documents)) return undefined;
  return documents.map((document) => String(member(document, 'id'))).toSorted();
}

function linked(html: string): string[] | undefined {
  const ids = [...html.matchAll(/href="\/documents\/([\w-]+)"/g)].map(([, id = '']) => id);
  return ids.length > 0 ? ids.toSorted() : undefined;
}

/** A member of what may be an object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
