import { validator } from 'hono/validator';
import type { ZodType } from 'zod';

/**
 * Reads a JSON body that fits the schema. Any other body is a 400. A form of another site can send
 * another content type along with the user's cookies. For such a body, Hono's validator gives `{}`.
 */
export function json<T>(schema: ZodType<T>) {
  return validator('json', (value, c) => {
    const { success, data } = schema.safeParse(value);
    return success ? data : c.body(null, 400);
  });
}
