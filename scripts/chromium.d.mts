/** Path of a Chromium for the tests, installed where that is possible. @throws with what to do */
export function chromiumPath(): string;
