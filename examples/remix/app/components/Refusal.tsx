import { SignInButton } from '@clerk/remix';
import { isRouteErrorResponse, Link, useRevalidator, useRouteError } from '@remix-run/react';

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

/** The error boundary of every page. It shows the refusal that a guard threw. */
export function Refusal() {
  const error = useRouteError();
  const { revalidate, state } = useRevalidator();
  const status = isRouteErrorResponse(error) ? error.status : 500;
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
          <button
            type="button"
            className="primary"
            disabled={state !== 'idle'}
            onClick={revalidate}
          >
            Try again
          </button>
        )}
        {(status === 403 || status === 404) && <Link to="/">See your documents</Link>}
      </p>
    </section>
  );
}
