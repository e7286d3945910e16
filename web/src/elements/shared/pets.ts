/** The address of the drawn cats and dogs, which programs find in `data/train`. */
export const PETS = new URL("pupil-pets.zip", import.meta.url).href;
