'use client';

import { useDelete } from './useDelete';
import { VerifyDialog } from './VerifyDialog';

interface DeleteButtonProps {
  readonly path: string;
  readonly title: string;
}

export function DeleteButton({ path, title }: DeleteButtonProps) {
  const { remove, verification, problem, isPending } = useDelete(path);
  return (
    <>
      <button
        type="button"
        className="danger"
        aria-label={`Delete ${title}`}
        disabled={isPending}
        onClick={remove}
      >
        Delete
      </button>
      {verification && <VerifyDialog verification={verification} />}
      {problem !== '' && <p role="status">{problem}</p>}
    </>
  );
}
