'use client';

import dynamic from 'next/dynamic';

/** Shows the reason of each decision. Its code loads only with `CERBOS_INSPECT=1`. */
export const Inspector = dynamic(() =>
  import('clerk-cerbos/react/inspector').then((entry) => entry.CerbosInspector),
);
