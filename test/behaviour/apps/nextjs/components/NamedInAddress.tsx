'use client';

import { useParams } from 'next/navigation';

/** A component of the browser, for which the address names a document, too. */
export function NamedInAddress() {
  const { id } = useParams<{ id: string }>();
  return <p>in the address: {decodeURIComponent(id)}.</p>;
}
