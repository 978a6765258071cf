'use client';

import { useClerk } from '@clerk/nextjs';
import { nameOf } from '@/lib/names';

interface ActingAsProps {
  readonly actorId: string;
  readonly userId: string;
}

/** Says on every page who is signed in as whom. The policy denies them what is said here. */
export function ActingAs({ actorId, userId }: ActingAsProps) {
  const { signOut } = useClerk();
  return (
    <aside className="acting" aria-label="Impersonation">
      <p>
        <strong>{nameOf(actorId)}</strong> is acting as <strong>{nameOf(userId)}</strong>. Sharing
        and deleting are denied.
      </p>
      <button type="button" onClick={() => void signOut({ redirectUrl: '/' })}>
        Stop
      </button>
    </aside>
  );
}
