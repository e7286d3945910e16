// Colours of the theme for canvases, which cannot use CSS variables.

/** The colour that a variable of the theme, such as `--accent`, has within a shadow root. */
export function colourOf(root: ShadowRoot, name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  root.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
