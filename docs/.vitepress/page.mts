/** The folder of Pupil's own page and of the elements' files: one above the documentation, whose path is `base`. */
export const pageOf = (base: string): string => base.replace(/[^/]+\/$/, "");
