// A page of one program, as it comes from a bundler: thirty questions, and a record of each render.
import { ClerkProvider, useAuth } from '@clerk/react';
import { CerbosProvider, useCerbos, useCheckResource, useIsAllowed } from 'clerk-cerbos/react';
import { StrictMode, version } from 'react';
import { createRoot } from 'react-dom/client';

declare global {
  interface Window {
    /** What each render of the page showed, and to whom. */
    renders: string[];
    invalidate: () => void;
    reactVersion: string;
  }
}

window.renders = [];
window.reactVersion = version;
const page = new URL(location.href).searchParams;

interface Known {
  readonly isLoading: boolean;
  readonly error: Error | undefined;
}

function wordFor({ isLoading, error }: Known, isAllowed: boolean): string {
  if (error) return error.message;
  return isLoading ? '…' : isAllowed ? 'yes' : 'no';
}

function Row({ id, action }: { id: string; action: string }) {
  const may = useIsAllowed({ resource: { kind: 'document', id }, action });
  return (
    <li>
      {id} {action}: {wordFor(may, may.isAllowed)}
    </li>
  );
}

function Recorder() {
  const { isLoaded, userId, orgId } = useAuth();
  const acme = useCheckResource({ resource: { kind: 'document', id: 'acme' }, actions: ['view'] });
  const globex = useIsAllowed({ resource: { kind: 'document', id: 'globex' }, action: 'view' });
  window.invalidate = useCerbos().invalidate;
  const who = isLoaded ? `${userId ?? 'nobody'}@${orgId ?? ''}` : 'nobody yet';
  const line = `${who}: acme ${wordFor(acme, acme.isAllowed('view'))}, globex ${wordFor(globex, globex.isAllowed)}`;
  window.renders.push(line);
  return <output>{line}</output>;
}

const ids = ['acme', 'globex', 'personal', 'public', 'nothing'];
const actions = ['view', 'edit', 'delete', 'export', 'read', 'share'];

// Version 5 of the SDK would load it from https, whatever the origin; later ones don't read this.
const clerkJSUrl = `${location.origin}/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js`;
const container = document.createElement('main');
document.body.append(container);

createRoot(container).render(
  <StrictMode>
    <ClerkProvider
      publishableKey={page.get('key') ?? ''}
      proxyUrl="/__clerk"
      {...({ prefetchUI: false, telemetry: false, clerkJSUrl } as object)}
    >
      <CerbosProvider useAuth={useAuth} endpoint={page.get('endpoint') ?? '/api/cerbos'}>
        <Recorder />
        <ul>
          {ids.flatMap((id) =>
            actions.map((action) => <Row key={`${id} ${action}`} id={id} action={action} />),
          )}
        </ul>
      </CerbosProvider>
    </ClerkProvider>
  </StrictMode>,
);
