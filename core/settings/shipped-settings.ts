import { shippedEarly } from '../whistle/early-terms.ts';
import { shippedLoop } from '../whistle/loop-terms.ts';
import type { DistrictSettings } from './settings.ts';

/** What holds where a district set nothing: the defaults of lifecycle.md. */
export const shippedSettings: DistrictSettings = { ...shippedEarly, ...shippedLoop };
