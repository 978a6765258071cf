import Link from 'next/link';

/** Shown for a document that does not exist, and for one that the caller may not view. */
export default function NotFound() {
  return (
    <main className="narrow">
      <h1>There is nothing here</h1>
      <p>The document may have been deleted, or it belongs to another organization.</p>
      <Link href="/">All documents</Link>
    </main>
  );
}
