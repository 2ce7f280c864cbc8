import { AppError } from '../../kernel/errors.ts';

export const needsEmbeddings = (mode: string) =>
  new AppError(
    'search.needs_embedding_model',
    409,
    `A ${mode} search needs an embedding model, and none is set up. Search with mode=text.`,
    { faults: [{ path: 'query.mode', message: 'Needs an embedding model; `text` works without.' }] },
  );
