'use client';

import type { ErrorInfo } from 'next/error';

/** Shown when nobody can tell what may be shown, for example because the PDP can't be reached. */
export default function ErrorPage({ retry }: ErrorInfo) {
  return (
    <main className="narrow">
      <h1>This can’t be shown right now</h1>
      <p>
        What you may see could not be decided, so nothing is shown. Please try again in a moment.
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </main>
  );
}
