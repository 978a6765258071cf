'use client';

import type { ReactNode } from 'react';
import { type Persona, type PersonaKey, personas } from './personas';

interface SignInFormProps {
  readonly as: PersonaKey;
  /** The page that is shown afterwards. */
  readonly path: string;
  readonly onSubmit?: () => void;
  /** The button. */
  readonly children: ReactNode;
}

/** Signs in as this person. It posts the same form as the sign-in page of Clerk's stand-in. */
export function SignInForm({ as, path, onSubmit, children }: SignInFormProps) {
  const { signIn }: Persona = personas[as];
  const action = signIn === undefined ? '/__clerk/sign-out' : '/__clerk/sign-in';
  return (
    <form method="post" action={action} onSubmit={onSubmit}>
      {Object.entries({ ...signIn, redirect_url: path }).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}
