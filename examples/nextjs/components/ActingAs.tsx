'use client';

import { useClerk, useUser } from '@clerk/nextjs';

interface ActingAsProps {
  readonly actorId: string;
  readonly userId: string;
}

/** Says, on every page, that somebody is here in another person's name. */
export function ActingAs({ actorId, userId }: ActingAsProps) {
  const { signOut } = useClerk();
  const { user } = useUser();
  return (
    <aside className="acting" aria-label="Acting as somebody else">
      <p>
        <strong>{actorId}</strong> is acting as <strong>{user?.fullName ?? userId}</strong>. Sharing
        and deleting are off.
      </p>
      <button type="button" onClick={() => void signOut({ redirectUrl: '/' })}>
        Stop
      </button>
    </aside>
  );
}
