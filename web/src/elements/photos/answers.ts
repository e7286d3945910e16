/** The probabilities of each class for each photo. A model with one output gives the probability of class 1, not 0. */
export function answers(output: Float32Array, photos: number, classes: number): number[][] {
  const width = output.length / photos;
  return Array.from({ length: photos }, (_, i) => {
    if (width === 1) return [1 - output[i]!, output[i]!];
    return [...output.subarray(i * width, i * width + classes)];
  });
}
