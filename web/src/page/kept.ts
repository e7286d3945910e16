// What the page remembers between visits. Storage may be forbidden, for example in a frame; then it lasts only as long as
// the page.

export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`pupil:${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`pupil:${key}`, value);
  } catch {
    // See above.
  }
}
