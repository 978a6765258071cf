import { SignInButton } from '@clerk/tanstack-react-start';
import { Link, useRouter } from '@tanstack/react-router';

interface Words {
  readonly title: string;
  readonly text: string;
}

const refusals: Readonly<Record<number, Words>> = {
  401: {
    title: 'You are not signed in',
    text: 'Every document belongs to an organization, and only its members and guests may see it.',
  },
  403: {
    title: 'You may not do this',
    text: 'The policy denies this, so nothing was changed.',
  },
  404: {
    title: 'There is nothing here',
    text: 'The document may have been deleted, or it belongs to another organization.',
  },
  503: {
    title: 'This can’t be decided right now',
    text: 'The app can’t check what you may do, so nothing was changed. Please try again in a moment.',
  },
};

const fault: Words = {
  title: 'Something went wrong',
  text: 'The app has a problem. Please try again in a moment.',
};

/** What a page shows in place of what its visitor may not see. */
export function Refusal({ status }: { readonly status: number }) {
  const router = useRouter();
  const { title, text } = refusals[status] ?? fault;
  return (
    <section className="refusal" aria-labelledby="refusal" role="alert">
      <p className="quiet">{status}</p>
      <h1 id="refusal">{title}</h1>
      <p>{text}</p>
      <p className="actions">
        {status === 401 && (
          <SignInButton>
            <button type="button" className="primary">
              Sign in
            </button>
          </SignInButton>
        )}
        {status === 503 && (
          <button type="button" className="primary" onClick={() => void router.invalidate()}>
            Try again
          </button>
        )}
        {(status === 403 || status === 404) && <Link to="/">See your documents</Link>}
      </p>
    </section>
  );
}
