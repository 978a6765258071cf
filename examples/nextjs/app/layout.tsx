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
  description: 'Clerk says who is calling, Cerbos says what they may do.',
};

export const viewport: Viewport = { colorScheme: 'light dark' };

// Nothing is guarded here: a layout protects nothing below it.
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
