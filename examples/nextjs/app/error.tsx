'use client';

import type { ErrorInfo } from 'next/error';

/** Shown when the PDP gave no answer, for example because it can't be reached. */
export default function ErrorPage({ retry }: ErrorInfo) {
  return (
    <main className="narrow">
      <h1>This can’t be shown right now</h1>
      <p>
        The app can’t check what you may see, so it shows nothing. Please try again in a moment.
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </main>
  );
}
