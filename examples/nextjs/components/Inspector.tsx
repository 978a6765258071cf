'use client';

import dynamic from 'next/dynamic';

/** Why everything was decided so. It is a file of its own, which only an inspected app loads. */
export const Inspector = dynamic(() =>
  import('clerk-cerbos/react/inspector').then((entry) => entry.CerbosInspector),
);
