import { shallowRef } from 'vue';

/** Somebody who prepares to go out wants the new version now, without being asked again; the app takes it (UpdatePrompt). */
export const updateWish = shallowRef(false);
