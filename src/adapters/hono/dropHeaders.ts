import type { Context } from 'hono';
import { staleHeaders } from '../../answer/staleHeaders';

/** Takes back what a handler said of another response: Hono puts it on whatever is returned. */
export function dropHeaders(c: Context): void {
  for (const name of staleHeaders) c.header(name, undefined);
}
