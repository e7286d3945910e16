declare module "pupil:listings" {
  /** The programs of `python/listings` by their names. */
  const sources: Record<string, string>;
  export default sources;
}

declare module "pupil:packages" {
  /** The packages that have files of their own: those of `python/packages/on_demand.txt`. `cargo xtask bundle` writes the files. */
  const names: string[];
  export default names;
}
