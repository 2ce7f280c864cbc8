import { type FindQuery, matchTexts } from './matching.ts';

/** A pattern may take for ever, so it runs where it can be stopped. */
addEventListener(
  'message',
  ({ data }: MessageEvent<{ texts: string[]; query: FindQuery; replacement: string | null }>) => {
    postMessage(matchTexts(data.texts, data.query, data.replacement));
  },
);
