import './globals.css';
import { ClerkProvider } from '@clerk/nextjs';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Inspector } from '@/components/Inspector';
import { Providers } from '@/components/Providers';
import { DemoPage } from '@/demo/page/DemoPage';
import { isDemo } from '@/lib/isDemo';
import { isInspected } from '@/lib/isInspected';

export const metadata: Metadata = {
  title: 'Documents',
  description: 'Clerk says who is calling. Cerbos decides what they may do.',
};

export const viewport: Viewport = { colorScheme: 'light dark' };

// There is no guard here, because a guard in a layout does not protect the pages below it.
export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider prefetchUI={false}>
          <Providers>
            {isDemo ? <DemoPage>{children}</DemoPage> : children}
            {isInspected && <Inspector />}
          </Providers>
        </ClerkProvider>
      </body>
    </html>
  );
}
