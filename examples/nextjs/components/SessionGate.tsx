'use client';

import { useAuth } from '@clerk/nextjs';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';

interface SessionGateProps {
  /** The user for whom the server rendered the children. */
  readonly userId: string;
  readonly orgId: string;
  readonly children: ReactNode;
}

/**
 * Shows a page only to the user whom it was rendered for. After a sign-out, or a change of user or
 * organization, in this tab or another, it hides the page and asks the server for the new one.
 */
export function SessionGate({ userId, orgId, children }: SessionGateProps) {
  const auth = useAuth();
  const router = useRouter();
  const [hasLoaded, setHasLoaded] = useState(false);
  if (auth.isLoaded && !hasLoaded) setHasLoaded(true);
  const isAnothers = auth.isLoaded && (auth.userId !== userId || (auth.orgId ?? '') !== orgId);
  // Before Clerk has loaded, the server's page is right. Later, "not loaded" means that the session
  // changes.
  const isUncertain = !auth.isLoaded && hasLoaded;

  useEffect(() => {
    if (!isAnothers) return;
    router.refresh();
    // Clerk may report the new session a moment before its cookie is set.
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
