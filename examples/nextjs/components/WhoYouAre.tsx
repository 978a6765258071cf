import { SignOutButton } from '@clerk/nextjs';
import type { Principal } from 'clerk-cerbos';
import { OrganizationPicker } from './OrganizationPicker';

/** The caller, in the words that the policies are written in. */
export function WhoYouAre({ principal }: { readonly principal: Principal }) {
  const { orgSlug, orgRole, actorId } = principal.attr;
  return (
    <header aria-label="Who you are">
      <dl>
        <div>
          <dt>User</dt>
          <dd>{principal.id}</dd>
        </div>
        <div>
          <dt>Organization</dt>
          <dd>{orgSlug === '' ? 'none active' : orgSlug}</dd>
        </div>
        <div>
          <dt>Role</dt>
          <dd>{orgRole === '' ? 'none' : orgRole}</dd>
        </div>
      </dl>
      {actorId !== '' && <p className="notice">{actorId} is acting in this user’s name.</p>}
      <div className="actions">
        <OrganizationPicker />
        <SignOutButton>
          <button type="button">Sign out</button>
        </SignOutButton>
      </div>
    </header>
  );
}
