/**
 * The sites whose players may stand in a page, in a frame of their own. The server lets browsers
 * open frames of these and of no other; the web app makes the addresses.
 */
export const EMBED_SOURCES = [
  'https://www.youtube-nocookie.com',
  'https://player.vimeo.com',
  'https://www.loom.com',
  'https://embed.figma.com',
  'https://codepen.io',
  'https://www.google.com/maps/',
  'https://docs.google.com',
  'https://drive.google.com',
  'https://open.spotify.com',
  'https://miro.com',
] as const;
