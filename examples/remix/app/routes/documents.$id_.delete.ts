import { redirect } from '@remix-run/node';
import { withCerbos } from '../lib/authz.server';
import { deleteDocument } from '../lib/documents.server';
import { hideFromStrangers, namedDocument } from '../lib/namedDocument';

// A refusal is thrown, for the page's error boundary. But whoever may delete, and has not verified
// lately, gets Clerk's own demand to do so as the action's data, which `useReverification()`
// understands: the page stays, since it is the page that asks for the password.
export const action = withCerbos(
  { actions: ['view', 'delete'], resource: namedDocument, onDenied: hideFromStrangers },
  (_args, { resource }) => {
    deleteDocument(resource.id);
    return redirect('/');
  },
);
