import { useDelete } from './useDelete';
import { VerifyDialog } from './VerifyDialog';

interface DeleteButtonProps {
  readonly id: string;
  readonly title: string;
}

export function DeleteButton({ id, title }: DeleteButtonProps) {
  const { remove, verification, problem, isPending } = useDelete(id);
  return (
    <div className="actions">
      <button
        type="button"
        className="danger"
        aria-label={`Delete ${title}`}
        disabled={isPending}
        onClick={() => void remove()}
      >
        Delete
      </button>
      {verification && <VerifyDialog verification={verification} />}
      <p role="status">{problem}</p>
    </div>
  );
}
