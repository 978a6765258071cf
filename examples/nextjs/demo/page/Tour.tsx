'use client';

import { useEffect, useRef, useState } from 'react';
import type { PersonaKey } from './personas';
import { rememberedStep, rememberStep } from './rememberedStep';
import { StepCard } from './StepCard';
import { tourSteps } from './tourSteps';

/** The tour on the page: it opens by itself on a first visit, and by its button again. */
export function Tour({ current }: { readonly current: PersonaKey | undefined }) {
  const [index, setIndex] = useState<number>();
  const opener = useRef<HTMLButtonElement>(null);
  const step = index === undefined ? undefined : tourSteps[index];

  // To sign in as somebody loads the page anew, and the tour goes on there.
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
