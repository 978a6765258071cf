import { z } from 'zod';

// Strict: an ownerId or orgId in a body is a mistake or an attack, so the app refuses it.

const title = z.string().trim().min(1).max(120);
const body = z.string().max(10_000);

export const NewDocument = z.strictObject({ title, body: body.default('') });

export const DocumentChanges = z
  .strictObject({ title: title.exactOptional(), body: body.exactOptional() })
  .refine((changes) => Object.keys(changes).length > 0, 'Nothing to change.');

export const ShareWith = z.union([
  z.strictObject({ userId: z.string().regex(/^user_\w{1,60}$/) }),
  z.strictObject({ organizationId: z.string().regex(/^org_\w{1,60}$/) }),
]);

/** Which page of a list: `?page=2`. */
export const ListQuery = z.object({ page: z.coerce.number().int().min(1).max(10_000).default(1) });
