import { useAuth, useOrganizationList } from '@clerk/tanstack-react-start';
import { type ChangeEvent, useId } from 'react';

/** Chooses the active organization. What the caller may do depends on it. */
export function OrganizationPicker() {
  const { orgId } = useAuth();
  const { isLoaded, setActive, userMemberships } = useOrganizationList({ userMemberships: true });
  const id = useId();
  const memberships = userMemberships.data ?? [];
  if (!isLoaded || memberships.length === 0) return null;

  const onChange = ({ target }: ChangeEvent<HTMLSelectElement>) =>
    void setActive({ organization: target.value === '' ? null : target.value });

  return (
    <div className="picker">
      <label htmlFor={id}>Work for</label>
      <select id={id} value={orgId ?? ''} onChange={onChange}>
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
