import type { Principal } from 'clerk-cerbos';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { AccountMenu } from './AccountMenu';
import { ActingAs } from './ActingAs';
import { OrganizationPicker } from './OrganizationPicker';
import { SessionGate } from './SessionGate';

interface AppShellProps {
  readonly principal: Principal;
  readonly children: ReactNode;
}

/** What is around every page of a signed-in user. */
export function AppShell({ principal, children }: AppShellProps) {
  const { orgId, actorId } = principal.attr;
  return (
    <>
      <header className="bar">
        <Link href="/" className="brand">
          Documents
        </Link>
        <OrganizationPicker />
        <AccountMenu />
      </header>
      {actorId !== '' && <ActingAs actorId={actorId} userId={principal.id} />}
      <main>
        <SessionGate userId={principal.id} orgId={orgId}>
          {children}
        </SessionGate>
      </main>
    </>
  );
}
