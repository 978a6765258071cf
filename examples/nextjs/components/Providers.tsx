'use client';

import { useAuth } from '@clerk/nextjs';
import { CerbosProvider } from 'clerk-cerbos/react';
import type { ReactNode } from 'react';

/** Lets every component below ask what the user may do. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>;
}
