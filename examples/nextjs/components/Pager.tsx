import Link from 'next/link';

interface PagerProps {
  readonly page: number;
  /** How many pages there are. */
  readonly pages: number;
}

/** Leads to the newer and the older documents. */
export function Pager({ page, pages }: PagerProps) {
  if (pages <= 1 && page === 1) return null;
  return (
    <nav className="pager" aria-label="Pages">
      {page > 1 && (
        <Link href={`/?page=${Math.min(page - 1, pages)}`} rel="prev">
          Newer
        </Link>
      )}
      {page <= pages && (
        <span className="quiet">
          Page {page} of {pages}
        </span>
      )}
      {page < pages && (
        <Link href={`/?page=${page + 1}`} rel="next">
          Older
        </Link>
      )}
    </nav>
  );
}
