'use client';

import dynamic from 'next/dynamic';

/** Shows the reason of each decision. Only an app that is inspected loads its code. */
export const Inspector = dynamic(() =>
  import('clerk-cerbos/react/inspector').then((entry) => entry.CerbosInspector),
);
