import { z } from 'zod';

/** What the browser sends to name a document. */
export const NamedDocument = z.strictObject({ id: z.string().min(1).max(100) });

/** The fields of the form. Strict: an ownerId or orgId in it is a mistake or an attack. */
export const DocumentChanges = z.strictObject({
  title: z.string().trim().min(1).max(120),
  body: z.string().max(10_000),
});

/** What the browser sends to change a document. */
export const ChangedDocument = NamedDocument.extend(DocumentChanges.shape);
