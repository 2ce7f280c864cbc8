/** Parts that most pages do not need; each comes with its own chunk, once, when the first block asks for it. */
let katex: Promise<typeof import('./katex.ts')> | undefined;
let lowlight: Promise<typeof import('./lowlight.ts')> | undefined;

export const loadKatex = () => (katex ??= import('./katex.ts'));
export const loadLowlight = () => (lowlight ??= import('./lowlight.ts'));
