/** A number with two digits behind the point and a true minus sign. */
export const figure = (value: number): string =>
  Number.isFinite(value) ? (Math.abs(value) < 0.005 ? "0" : value.toFixed(2)).replace("-", "−") : "–";
