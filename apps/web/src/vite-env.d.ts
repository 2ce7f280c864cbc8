/** What the build puts into the program (vite.config.ts). */
interface ImportMetaEnv {
  /** Built again with each change of the code: open tabs reload by themselves. */
  readonly MATERI_WATCHED: boolean;
}
