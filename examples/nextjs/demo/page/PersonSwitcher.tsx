'use client';

import { usePathname } from 'next/navigation';
import { personaKeys, type PersonaKey, personas } from './personas';
import { SignInForm } from './SignInForm';

/** The people of the demo. A button signs in as one of them and stays on the open page. */
export function PersonSwitcher({ current }: { readonly current: PersonaKey | undefined }) {
  const path = usePathname();
  return (
    <section className="demo-panel demo-people" aria-labelledby="demo-people">
      <h2 id="demo-people">Who are you?</h2>
      <ul>
        {personaKeys.map((key) => {
          const { name, about } = personas[key];
          return (
            <li key={key}>
              <SignInForm as={key} path={path}>
                <button type="submit" aria-current={key === current ? 'true' : undefined}>
                  <span className="demo-avatar" aria-hidden="true">
                    {key === 'signedOut' ? '–' : name.charAt(0)}
                  </span>
                  <strong>{name}</strong> <span className="quiet">{about}</span>
                </button>
              </SignInForm>
            </li>
          );
        })}
      </ul>
      <p className="quiet">If the app asks for a password, enter “correct horse”.</p>
    </section>
  );
}
