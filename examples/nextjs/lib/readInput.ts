import type { ZodType } from 'zod';

type Input<T> = { readonly data: T } | { readonly refusal: Response };

/** Reads a JSON body that fits the schema. Any other body is refused. */
export async function readBody<T>(request: Request, schema: ZodType<T>): Promise<Input<T>> {
  // A form of another site can send a body of any other type along with the user's cookies.
  if (request.headers.get('Content-Type')?.split(';')[0]?.trim() !== 'application/json') {
    const title = 'Unsupported Media Type';
    return { refusal: problem(415, title, 'invalid_body', ['Send application/json.']) };
  }
  const body: unknown = await request.json().catch(() => undefined);
  return read(body, schema, 'invalid_body');
}

/** Reads the parameters after the `?` of a URL that fits the schema. Any other URL is refused. */
export function readQuery<T>({ url }: Request, schema: ZodType<T>): Input<T> {
  return read(Object.fromEntries(new URL(url).searchParams), schema, 'invalid_query');
}

function read<T>(input: unknown, schema: ZodType<T>, code: string): Input<T> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return { data };
  const issues = error.issues.map(({ path, message }) => [...path.map(String), message].join(': '));
  return { refusal: problem(400, 'Bad Request', code, issues) };
}

function problem(status: number, title: string, code: string, issues: string[]): Response {
  const headers = { 'Content-Type': 'application/problem+json' };
  return Response.json({ title, status, code, issues }, { status, headers });
}
