import { useAuth } from '@clerk/tanstack-react-start';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

/** Loads the page again when the user signs in or out, or works for another organization. */
export function FollowSession() {
  const { isLoaded, sessionId, orgId } = useAuth();
  const router = useRouter();
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (!isLoaded) return;
    const session = JSON.stringify([sessionId, orgId]);
    // The server has rendered the page for the first session.
    if (shown.current !== undefined && shown.current !== session) void router.invalidate();
    shown.current = session;
  }, [isLoaded, sessionId, orgId, router]);
  return null;
}
