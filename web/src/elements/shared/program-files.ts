// Files for programs.

import { fileUrl } from "../../api/files.ts";

/** The drawn cats and dogs, which programs find in `data/train`. */
export const pets = (): string => fileUrl("pupil-pets.zip");

/** The reviews that were written for Pupil, which `keras.datasets.imdb` finds. */
export const reviews = (): string => fileUrl("pupil-reviews.zip");
