// Files for programs.

/** The drawn cats and dogs, which programs find in `data/train`. */
export const PETS = new URL("pupil-pets.zip", import.meta.url).href;

/** The reviews that were written for Pupil, which `keras.datasets.imdb` finds. */
export const REVIEWS = new URL("pupil-reviews.zip", import.meta.url).href;
