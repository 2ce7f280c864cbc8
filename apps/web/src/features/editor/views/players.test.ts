import { expect, test } from 'vitest';
import { EMBED_SOURCES } from '@materi/contract/embeds';
import { playerFor } from './players.ts';

const CASES: [string, string][] = [
  ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1m5s', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=65'],
  ['https://youtu.be/dQw4w9WgXcQ?si=tracking', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
  ['https://www.youtube.com/shorts/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
  ['https://www.youtube.com/playlist?list=PL123', 'https://www.youtube-nocookie.com/embed/videoseries?list=PL123'],
  ['https://vimeo.com/76979871/abcdef', 'https://player.vimeo.com/video/76979871?dnt=1&h=abcdef'],
  ['https://www.loom.com/share/abc123?sid=1', 'https://www.loom.com/embed/abc123'],
  [
    'https://www.figma.com/file/KEY/Name?node-id=1-2',
    'https://embed.figma.com/design/KEY?embed-host=materi&node-id=1-2',
  ],
  ['https://codepen.io/someone/pen/abcDEF', 'https://codepen.io/someone/embed/abcDEF?default-tab=result'],
  ['https://www.google.com/maps/embed?pb=!1m18', 'https://www.google.com/maps/embed?pb=!1m18'],
  ['https://www.google.com/maps/d/u/0/viewer?mid=1x.y', 'https://www.google.com/maps/d/embed?mid=1x.y'],
  [
    'https://docs.google.com/document/d/e/2PACX-1/pub',
    'https://docs.google.com/document/d/e/2PACX-1/pub?embedded=true',
  ],
  [
    'https://docs.google.com/presentation/d/e/2PACX-1/pub?start=true',
    'https://docs.google.com/presentation/d/e/2PACX-1/embed',
  ],
  ['https://docs.google.com/spreadsheets/d/1abc/edit#gid=0', 'https://docs.google.com/spreadsheets/d/1abc/preview'],
  [
    'https://open.spotify.com/intl-de/track/11dFghVXANMlKmJXsNCbNl',
    'https://open.spotify.com/embed/track/11dFghVXANMlKmJXsNCbNl',
  ],
  ['https://miro.com/app/board/uXjVO=/', 'https://miro.com/app/live-embed/uXjVO=/?embedAutoplay=false'],
];

test('addresses that people copy lead to the players of their sites, which the server allows', () => {
  for (const [address, src] of CASES) {
    const player = playerFor(address);
    expect(player?.src, address).toBe(src);
    expect(
      EMBED_SOURCES.some((source) => src.startsWith(source.endsWith('/') ? source : `${source}/`)),
      src,
    ).toBe(true);
  }
});

test('nothing else gets a frame', () => {
  for (const address of [
    'https://example.org/watch?v=dQw4w9WgXcQ',
    'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
    'https://evilyoutube.com/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/watch?v="><script>',
    'https://www.youtube.com/@channel',
    'https://www.google.com/search?q=maps',
    'javascript:alert(1)//youtube.com/embed/dQw4w9WgXcQ',
    'not an address',
  ])
    expect(playerFor(address), address).toBeNull();
});
