/** Parts that most pages do not need; each comes with its own chunk, once, when the first block asks for it. */
function once<Part>(load: () => Promise<Part>): () => Promise<Part> {
  let part: Promise<Part> | undefined;
  return () => {
    part ??= load().catch((error: unknown) => {
      // A network that failed once may be back; the next block asks again.
      part = undefined;
      throw error;
    });
    return part;
  };
}

export const loadKatex = once(() => import('./katex.ts'));
export const loadLowlight = once(() => import('./lowlight.ts'));
export const loadMermaid = once(() => import('./mermaid.ts'));
