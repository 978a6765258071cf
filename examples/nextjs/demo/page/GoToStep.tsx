'use client';

import { usePathname, useRouter } from 'next/navigation';
import type { PersonaKey } from './personas';
import { rememberStep } from './rememberedStep';
import { SignInForm } from './SignInForm';
import { tourSteps } from './tourSteps';

interface GoToStepProps {
  readonly go: 'back' | 'next';
  readonly to: number;
  readonly current: PersonaKey | undefined;
  readonly onShow: (index: number) => void;
}

/** A button to another step. If the step needs another person, it signs in as that person. */
export function GoToStep({ go, to, current, onShow }: GoToStepProps) {
  const router = useRouter();
  const here = usePathname();
  const { as = current, path = here } = tourSteps[to] ?? {};
  const label = go === 'next' ? 'Next' : 'Back';
  const style = go === 'next' ? 'primary' : '';

  if (as !== undefined && as !== current) {
    return (
      <SignInForm as={as} path={path} onSubmit={() => rememberStep(to)}>
        <button type="submit" data-go={go} className={style}>
          {label}
        </button>
      </SignInForm>
    );
  }
  const onClick = () => {
    onShow(to);
    if (path !== here) router.push(path);
  };
  return (
    <button type="button" data-go={go} className={style} onClick={onClick}>
      {label}
    </button>
  );
}
