'use client';

import { useEffect, useRef, useState } from 'react';
import type { PersonaKey } from './personas';
import { rememberedStep, rememberStep } from './rememberedStep';
import { StepCard } from './StepCard';
import { tourSteps } from './tourSteps';

/** The tour on the page. It opens on the first visit, and again with its button. */
export function Tour({ current }: { readonly current: PersonaKey | undefined }) {
  const [index, setIndex] = useState<number>();
  const opener = useRef<HTMLButtonElement>(null);
  const step = index === undefined ? undefined : tourSteps[index];

  // A sign-in loads the page again. The tour then continues at the remembered step.
  useEffect(() => setIndex(rememberedStep()), []);

  const show = (next: number | undefined) => {
    rememberStep(next);
    setIndex(next);
    if (next === undefined) opener.current?.focus();
  };

  return (
    <>
      <button
        ref={opener}
        type="button"
        className="primary"
        aria-expanded={step !== undefined}
        onClick={() => show(0)}
      >
        Take the tour (2 minutes)
      </button>
      {step !== undefined && index !== undefined && (
        <StepCard key={index} step={step} index={index} current={current} onShow={show} />
      )}
    </>
  );
}
