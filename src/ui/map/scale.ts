/** The longest round length (1, 2, 3 or 5 times a power of ten) that fits into `mostPx`. */
export function roundScale(metresPerPixel: number, mostPx: number): { metres: number; px: number } {
  const most = metresPerPixel * mostPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 3, 2].find((candidate) => most / power >= candidate) ?? 1;
  const metres = power * step;
  return { metres, px: metres / metresPerPixel };
}
