/** The probabilities of each class for each photo; a model with one output tells class 1 from class 0. */
export function answers(output: Float32Array, photos: number, classes: number): number[][] {
  const width = output.length / photos;
  return Array.from({ length: photos }, (_, i) => {
    if (width === 1) return [1 - output[i]!, output[i]!];
    return [...output.subarray(i * width, i * width + classes)];
  });
}
