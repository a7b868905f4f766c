import type { VisitOutcome } from '../../../core/visit/due.ts';
import type { IconName } from '../../ui/icons/icon-paths.ts';

export const outcomeIcons: Record<VisitOutcome, IconName> = {
  met: 'people',
  absent: 'door',
  phone: 'phone',
  refused: 'close',
};
