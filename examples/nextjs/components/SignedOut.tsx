import { SignInButton } from '@clerk/nextjs';

export function SignedOut() {
  return (
    <main className="narrow">
      <h1>Documents</h1>
      <p>
        You are not signed in, so there is nothing to show. Every document belongs to an
        organization, and only its members and guests may see it.
      </p>
      <SignInButton>
        <button type="button" className="primary">
          Sign in
        </button>
      </SignInButton>
    </main>
  );
}
