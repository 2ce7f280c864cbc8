import { z } from 'zod';
import type { ArchiveFile } from './archive.ts';
import { readText } from './read-text.ts';

/** What Markdown files cannot say; an export adds it as `materi.json`, and an import works without it. */
const manifestFile = z.object({
  version: z.literal(1),
  pages: z
    .array(z.object({ path: z.string(), title: z.string().max(500), icon: z.string().max(16).nullable() }))
    .max(100_000),
});
export type ManifestFile = z.infer<typeof manifestFile>;

export interface Manifest {
  /** Paths in the order in which pages stand. */
  readonly order: readonly string[];
  readonly icons: ReadonlyMap<string, string | null>;
  /** Only for pages whose text gives no title. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Anything that is not such a file counts as none. */
export async function readManifest(file: ArchiveFile | undefined): Promise<Manifest> {
  const empty: Manifest = { order: [], icons: new Map(), titles: new Map() };
  if (file === undefined || file.sizeBytes > 32 * 1024 * 1024) return empty;
  let value: unknown;
  try {
    value = JSON.parse(readText(await file.read()) ?? '');
  } catch {
    return empty;
  }
  const parsed = manifestFile.safeParse(value);
  if (!parsed.success) return empty;
  const { pages } = parsed.data;
  return {
    order: pages.map(({ path }) => path),
    icons: new Map(pages.map(({ path, icon }) => [path, icon])),
    titles: new Map(pages.map(({ path, title }) => [path, title])),
  };
}
