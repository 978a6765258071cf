import './demo.css';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { authorizer } from '@/lib/authz';
import { AccessMatrix } from './AccessMatrix';
import { PersonSwitcher } from './PersonSwitcher';
import { personaOf, personas } from './personas';
import { Tour } from './Tour';

/** The demo around the app: who you are, what you may do, and the tour. */
export async function DemoPage({ children }: { readonly children: ReactNode }) {
  // This page depends on the request, so the build must not render it.
  await connection();
  const current = await currentPersona();
  const name =
    current === 'signedOut' ? 'signed-out visitors' : current ? personas[current].name : 'you';
  return (
    <div className="demo">
      <section className="demo-hero" aria-label="About this demo">
        <div>
          <p className="demo-lead">Clerk says who is calling. Cerbos decides what they may do.</p>
          <p className="quiet">
            Two organizations share documents in one app. Choose a person to sign in, and see what
            changes. Everything runs on this machine.
          </p>
        </div>
        <Tour current={current} />
      </section>
      <PersonSwitcher current={current} />
      <AccessMatrix name={name} />
      <div className="demo-app">{children}</div>
    </div>
  );
}

async function currentPersona() {
  try {
    const { userId, actorId } = (await authorizer()).principal.attr;
    return personaOf(userId, actorId);
  } catch {
    // Clerk's middleware does not run for files. The 404 of a missing file has this page around it.
    return undefined;
  }
}
