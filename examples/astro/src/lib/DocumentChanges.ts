import { z } from 'astro/zod';

/** The fields of the form. Strict: an ownerId or orgId in it is a mistake or an attack. */
export const DocumentChanges = z.strictObject({
  title: z.string().trim().min(1).max(120),
  body: z.string().max(10_000),
});
