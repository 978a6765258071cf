import type { ZodType } from 'zod';

type Body<T> = { readonly data: T } | { readonly refusal: Response };

/** Reads a JSON body that fits the schema. Any other body is refused. */
export async function readBody<T>(request: Request, schema: ZodType<T>): Promise<Body<T>> {
  // A form of another site can send a body of any other type along with the user's cookies.
  if (request.headers.get('Content-Type')?.split(';')[0]?.trim() !== 'application/json') {
    return { refusal: problem(415, 'Unsupported Media Type', ['Send application/json.']) };
  }
  const body: unknown = await request.json().catch(() => undefined);
  const { success, data, error } = schema.safeParse(body);
  if (success) return { data };
  const issues = error.issues.map(({ path, message }) => [...path.map(String), message].join(': '));
  return { refusal: problem(400, 'Bad Request', issues) };
}

function problem(status: number, title: string, issues: string[]): Response {
  const headers = { 'Content-Type': 'application/problem+json' };
  return Response.json({ title, status, code: 'invalid_body', issues }, { status, headers });
}
