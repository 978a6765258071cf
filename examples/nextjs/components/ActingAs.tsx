'use client';

import { useClerk } from '@clerk/nextjs';
import { nameOf } from '@/lib/names';

interface ActingAsProps {
  readonly actorId: string;
  readonly userId: string;
}

/** Says on every page who impersonates whom. The policy denies what this banner says is denied. */
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
