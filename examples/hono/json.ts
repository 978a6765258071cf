import { validator } from 'hono/validator';
import type { ZodType } from 'zod';

/**
 * Reads a JSON body of a known form; whatever else comes is a 400. Of another content type, which
 * a form of another site can send along with the user's cookies, Hono's validator makes `{}`.
 */
export function json<T>(schema: ZodType<T>) {
  return validator('json', (value, c) => {
    const { success, data } = schema.safeParse(value);
    return success ? data : c.body(null, 400);
  });
}
