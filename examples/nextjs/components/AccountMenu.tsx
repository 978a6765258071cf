'use client';

import { useClerk, useUser } from '@clerk/nextjs';
import { useId } from 'react';

/** Shows who is signed in, with buttons to switch the user and to sign out. */
export function AccountMenu() {
  const { user } = useUser();
  const clerk = useClerk();
  const panel = useId();
  if (!user) return null;
  const name = user.fullName ?? user.id;
  return (
    <div className="menu">
      {/* The browser closes a popover on Escape and on a click elsewhere. */}
      <button type="button" popoverTarget={panel}>
        <span className="avatar" aria-hidden="true">
          {name.charAt(0)}
        </span>
        {name}
      </button>
      <div id={panel} popover="auto" className="menu-panel">
        <p>
          <strong>{name}</strong>
          <span className="quiet">{user.primaryEmailAddress?.emailAddress ?? user.id}</span>
        </p>
        <button
          type="button"
          onClick={() => void clerk.signOut({ redirectUrl: clerk.buildSignInUrl() })}
        >
          Switch user
        </button>
        <button type="button" onClick={() => void clerk.signOut({ redirectUrl: '/' })}>
          Sign out
        </button>
      </div>
    </div>
  );
}
