import { redirect } from 'react-router';
import { withCerbos } from '../lib/authz.server';
import { deleteDocument } from '../lib/documents.server';
import { namedDocument } from '../lib/namedDocument';

// A refusal is thrown, and the page's error boundary shows it. One case differs: a caller who may
// delete, but has not verified lately, gets Clerk's hint as the action's data. The page stays open,
// and its `useReverification()` asks for the password.
export const action = withCerbos(
  { action: 'delete', resource: namedDocument, onDenied: { notFoundUnless: 'view' } },
  (_args, { resource }) => {
    deleteDocument(resource.id);
    return redirect('/');
  },
);
