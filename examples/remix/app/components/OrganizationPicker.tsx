import { useAuth, useOrganizationList } from '@clerk/remix';
import { type ChangeEvent, useId } from 'react';
import { useRevalidator } from '@remix-run/react';

/** Chooses the active organization. What the caller may do depends on it. */
export function OrganizationPicker() {
  const { orgId } = useAuth();
  const { isLoaded, setActive, userMemberships } = useOrganizationList({ userMemberships: true });
  const { revalidate } = useRevalidator();
  const id = useId();
  const memberships = userMemberships.data ?? [];
  if (!isLoaded || memberships.length === 0) return null;

  const onChange = async ({ target }: ChangeEvent<HTMLSelectElement>) => {
    await setActive({ organization: target.value === '' ? null : target.value });
    // The page still shows decisions for the previous organization.
    revalidate();
  };

  return (
    <div className="picker">
      <label htmlFor={id}>Work for</label>
      <select id={id} value={orgId ?? ''} onChange={(event) => void onChange(event)}>
        <option value="">no organization</option>
        {memberships.map(({ organization }) => (
          <option key={organization.id} value={organization.id}>
            {organization.name}
          </option>
        ))}
      </select>
    </div>
  );
}
