import { Skeleton } from '@/components/Skeleton';

export default Skeleton;
