import { z } from 'zod';

/** What the form sends. Strict: an ownerId or orgId in it is a mistake or an attempt. */
export const DocumentChanges = z.strictObject({
  title: z.string().trim().min(1).max(120),
  body: z.string().max(10_000),
});
