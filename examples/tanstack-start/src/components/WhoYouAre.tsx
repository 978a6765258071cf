import { SignOutButton } from '@clerk/tanstack-react-start';
import { Link } from '@tanstack/react-router';
import { nameOf } from '../lib/names';
import { OrganizationPicker } from './OrganizationPicker';

/** Attributes of the caller that policies read. `''` means that there is none. */
interface Caller {
  readonly userId: string;
  readonly orgSlug: string;
  readonly orgRole: string;
  readonly actorId: string;
}

/** The caller: their name, and what policies read about their organization. */
export function WhoYouAre({ caller }: { readonly caller: Caller }) {
  const { userId, orgSlug, orgRole, actorId } = caller;
  return (
    <header>
      <Link to="/" className="home">
        Documents
      </Link>
      {userId !== '' && (
        <>
          <p className="quiet">
            {nameOf(userId)}
            {orgSlug === '' ? ', in no organization' : `, ${orgRole} of ${orgSlug}`}
          </p>
          <div className="actions">
            <OrganizationPicker />
            <SignOutButton>
              <button type="button">Sign out</button>
            </SignOutButton>
          </div>
        </>
      )}
      {actorId !== '' && (
        <p className="notice">
          {nameOf(actorId)} is acting as {nameOf(userId)}.
        </p>
      )}
    </header>
  );
}
