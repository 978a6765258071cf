'use client';

import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { GoToStep } from './GoToStep';
import type { PersonaKey } from './personas';
import { type TourStep, tourSteps } from './tourSteps';

interface StepCardProps {
  readonly step: TourStep;
  readonly index: number;
  readonly current: PersonaKey | undefined;
  /** Shows another step; `undefined` closes the tour. */
  readonly onShow: (index: number | undefined) => void;
}

const last = tourSteps.length - 1;
const buttonOf: Readonly<Record<string, string>> = {
  ArrowRight: '[data-go=next]',
  ArrowLeft: '[data-go=back]',
};

/** One step of the tour. It is not modal, so the visitor can use the page at the same time. */
export function StepCard({ step, index, current, onShow }: StepCardProps) {
  const id = useId();
  const card = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const about = document.querySelector(step.about);
    const { top = 0, bottom = 0 } = about?.getBoundingClientRect() ?? {};
    if (top < 0 || bottom > innerHeight) about?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  }, [step.about]);

  useEffect(() => {
    const onKey = ({ key, target }: globalThis.KeyboardEvent) => {
      // If a dialog, a popover or the inspector is open, Escape closes that first.
      const other = 'dialog, [popover], .clerk-cerbos-inspector';
      if (key !== 'Escape' || (target instanceof Element && target.closest(other))) return;
      onShow(undefined);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onShow]);

  const onKeyDown = ({ key }: KeyboardEvent) => {
    const button = buttonOf[key];
    if (button !== undefined) card.current?.querySelector<HTMLElement>(button)?.click();
  };

  return (
    <div
      ref={card}
      role="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      className="demo-tour"
      data-side={step.side}
      onKeyDown={onKeyDown}
    >
      <style>{`${step.about} { outline: 3px solid var(--accent); outline-offset: 4px; }`}</style>
      <p className="quiet">
        Step {index + 1} of {tourSteps.length}
      </p>
      <h2 id={`${id}-title`} ref={heading} tabIndex={-1}>
        {step.title}
      </h2>
      <p id={`${id}-text`}>{step.text}</p>
      <div className="actions">
        <button type="button" onClick={() => onShow(undefined)}>
          {index < last ? 'Skip' : 'Close'}
        </button>
        {index > 0 && <GoToStep go="back" to={index - 1} current={current} onShow={onShow} />}
        {index < last && <GoToStep go="next" to={index + 1} current={current} onShow={onShow} />}
      </div>
    </div>
  );
}
