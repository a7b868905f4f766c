import { sound } from './preferences.ts';

/** A short low tone and a tick of the motor: saved. Heard and felt without looking, in a dark stairwell. */
export function playSaved(): void {
  if (!sound.value) return;
  navigator.vibrate?.(30);
  if (typeof AudioContext === 'undefined') return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.18);
  tone.frequency.value = 520;
  tone.connect(volume).connect(audio.destination);
  tone.addEventListener('ended', () => void audio.close());
  tone.start();
  tone.stop(audio.currentTime + 0.2);
}
