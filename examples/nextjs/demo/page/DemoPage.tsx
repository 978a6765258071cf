import './demo.css';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { authorizer } from '@/lib/authz';
import { AccessMatrix } from './AccessMatrix';
import { PersonSwitcher } from './PersonSwitcher';
import { personaOf, personas } from './personas';
import { Tour } from './Tour';

/** What the demo puts around the app: who you are, what you may do, and the tour. */
export async function DemoPage({ children }: { readonly children: ReactNode }) {
  // Nothing here can be rendered while the app is built.
  await connection();
  const current = await currentPersona();
  const name = current === 'nobody' ? 'visitors' : current ? personas[current].name : 'you';
  return (
    <div className="demo">
      <section className="demo-hero" aria-label="About this demo">
        <div>
          <p className="demo-lead">Clerk says who is calling. Cerbos decides what they may do.</p>
          <p className="quiet">
            Two organizations share documents in one app. Sign in as somebody and see what changes.
            Everything runs on this machine.
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
    // Clerk's middleware does not run for files, and a missing file has this page around it too.
    return undefined;
  }
}
