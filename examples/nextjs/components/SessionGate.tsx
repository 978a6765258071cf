'use client';

import { useAuth } from '@clerk/nextjs';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';

interface SessionGateProps {
  /** For whom the server rendered what is inside. */
  readonly userId: string;
  readonly orgId: string;
  readonly children: ReactNode;
}

/**
 * Shows a page only to whom it was rendered for. After a sign-out, or a change of user or
 * organization, in whichever tab, it shows nothing of it any more and asks the server for theirs.
 */
export function SessionGate({ userId, orgId, children }: SessionGateProps) {
  const auth = useAuth();
  const router = useRouter();
  const [hasLoaded, setHasLoaded] = useState(false);
  if (auth.isLoaded && !hasLoaded) setHasLoaded(true);
  const isAnothers = auth.isLoaded && (auth.userId !== userId || (auth.orgId ?? '') !== orgId);
  // Until Clerk has first spoken, the server's word stands. Later, its silence announces a change.
  const isUncertain = !auth.isLoaded && hasLoaded;

  useEffect(() => {
    if (!isAnothers) return;
    router.refresh();
    // The cookie of the new session may come a moment later than its news.
    const timer = setInterval(() => router.refresh(), 1_500);
    return () => clearInterval(timer);
  }, [isAnothers, router]);

  if (!isAnothers && !isUncertain) return children;
  return (
    <p role="status" className="empty">
      One moment …
    </p>
  );
}
