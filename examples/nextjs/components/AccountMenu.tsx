'use client';

import { useClerk, useUser } from '@clerk/nextjs';

/** Who is signed in, and the ways to be somebody else. */
export function AccountMenu() {
  const { user } = useUser();
  const { signOut, buildSignInUrl } = useClerk();
  if (!user) return null;
  const name = user.fullName ?? user.id;
  return (
    <details className="menu">
      <summary aria-label={`Account of ${name}`}>{name}</summary>
      <div className="menu-panel">
        <p>
          <strong>{name}</strong>
          <span className="quiet">{user.primaryEmailAddress?.emailAddress ?? user.id}</span>
        </p>
        <button type="button" onClick={() => void signOut({ redirectUrl: buildSignInUrl() })}>
          Switch user
        </button>
        <button type="button" onClick={() => void signOut({ redirectUrl: '/' })}>
          Sign out
        </button>
      </div>
    </details>
  );
}
