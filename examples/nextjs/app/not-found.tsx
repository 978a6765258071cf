import Link from 'next/link';

/** The same for what is not there and for what one may not know of. */
export default function NotFound() {
  return (
    <main className="narrow">
      <h1>There is nothing here</h1>
      <p>It may have been deleted, or belong to an organization that you are not active in.</p>
      <Link href="/">All documents</Link>
    </main>
  );
}
