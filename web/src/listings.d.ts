declare module "pupil:listings" {
  /** The programs of `python/listings` by their names. */
  const sources: Record<string, string>;
  export default sources;
}
