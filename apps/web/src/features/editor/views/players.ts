/** A player of another site, in a frame of its own. */
export interface Player {
  /** What people call the site. */
  name: string;
  /** Where the frame goes; one of the contract's `EMBED_SOURCES`. */
  src: string;
  /** Width by height; a number alone is a height in pixels. */
  shape: { ratio: string } | { height: number };
}

type Reader = (url: URL) => Player | null;
const WIDE = { ratio: '16 / 9' };
const within = (host: string, domain: string) => host === domain || host.endsWith(`.${domain}`);

/** Seconds from `90`, `90s` or `1h2m3s`. */
function seconds(text: string | null): number {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text ?? '');
  const [, hours = '0', minutes = '0', rest = '0'] = match ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
}

const youtube: Reader = (url) => {
  const isShort = url.hostname === 'youtu.be';
  if (!isShort && !within(url.hostname, 'youtube.com') && !within(url.hostname, 'youtube-nocookie.com')) return null;
  const [, first = '', second = ''] = url.pathname.split('/');
  const id = isShort
    ? first
    : first === 'watch'
      ? url.searchParams.get('v')
      : /^(embed|shorts|live)$/.test(first)
        ? second
        : '';
  const list = url.searchParams.get('list');
  const start = seconds(url.searchParams.get('t') ?? url.searchParams.get('start'));
  const query = new URLSearchParams(start > 0 ? { start: String(start) } : {});
  if (id !== null && /^[\w-]{6,20}$/.test(id)) {
    const rest = query.size > 0 ? `?${query}` : '';
    return { name: 'YouTube', src: `https://www.youtube-nocookie.com/embed/${id}${rest}`, shape: WIDE };
  }
  if (list === null || !/^[\w-]+$/.test(list)) return null;
  return { name: 'YouTube', src: `https://www.youtube-nocookie.com/embed/videoseries?list=${list}`, shape: WIDE };
};

const vimeo: Reader = (url) => {
  const match = within(url.hostname, 'vimeo.com') ? /\/(\d+)(?:\/(\w+))?/.exec(url.pathname) : null;
  if (match?.[1] === undefined) return null;
  const hash = match[2] ?? url.searchParams.get('h');
  const query = new URLSearchParams({ dnt: '1', ...(hash ? { h: hash } : {}) });
  return { name: 'Vimeo', src: `https://player.vimeo.com/video/${match[1]}?${query}`, shape: WIDE };
};

const loom: Reader = (url) => {
  const id = within(url.hostname, 'loom.com') ? /^\/(?:share|embed)\/(\w+)/.exec(url.pathname)?.[1] : undefined;
  return id === undefined ? null : { name: 'Loom', src: `https://www.loom.com/embed/${id}`, shape: WIDE };
};

const figma: Reader = (url) => {
  if (!within(url.hostname, 'figma.com')) return null;
  const match = /^\/(file|design|board|proto|slides|deck)\/([\w-]+)(?:\/([^/?]*))?/.exec(url.pathname);
  if (match === null) return null;
  const kind = match[1] === 'file' ? 'design' : match[1];
  const node = url.searchParams.get('node-id');
  const query = new URLSearchParams({ 'embed-host': 'materi', ...(node ? { 'node-id': node } : {}) });
  return { name: 'Figma', src: `https://embed.figma.com/${kind}/${match[2]}?${query}`, shape: { ratio: '4 / 3' } };
};

const codepen: Reader = (url) => {
  const match = within(url.hostname, 'codepen.io') ? /^\/([\w-]+)\/(?:pen|embed|full)\/(\w+)/.exec(url.pathname) : null;
  if (match === null) return null;
  return {
    name: 'CodePen',
    src: `https://codepen.io/${match[1]}/embed/${match[2]}?default-tab=result`,
    shape: { height: 420 },
  };
};

const maps: Reader = (url) => {
  if (!/^(www|maps)\.google\.[a-z.]{2,6}$/.test(url.hostname)) return null;
  if (url.pathname.startsWith('/maps/embed'))
    return {
      name: 'Google Maps',
      src: `https://www.google.com${url.pathname}${url.search}`,
      shape: { ratio: '4 / 3' },
    };
  // "My Maps" that are shared, the only other kind that shows without a key.
  const id = url.pathname.startsWith('/maps/d/') ? url.searchParams.get('mid') : null;
  if (id === null || !/^[\w.-]+$/.test(id)) return null;
  return { name: 'Google Maps', src: `https://www.google.com/maps/d/embed?mid=${id}`, shape: { ratio: '4 / 3' } };
};

const googleDocs: Reader = (url) => {
  if (url.hostname === 'drive.google.com') {
    const id = /^\/file\/d\/([\w-]+)/.exec(url.pathname)?.[1];
    return id === undefined
      ? null
      : { name: 'Google Drive', src: `https://drive.google.com/file/d/${id}/preview`, shape: { ratio: '4 / 3' } };
  }
  if (url.hostname !== 'docs.google.com') return null;
  const published = /^\/(document|spreadsheets|presentation|forms)\/d\/(e\/[\w-]+)\/(pub|pubhtml|embed|viewform)/.exec(
    url.pathname,
  );
  if (published !== null) {
    const [, kind, id, action = ''] = published;
    const shown = kind === 'presentation' ? 'embed' : action;
    const query =
      kind === 'forms' || kind === 'document' ? '?embedded=true' : kind === 'spreadsheets' ? '?widget=true' : '';
    return {
      name: 'Google Docs',
      src: `https://docs.google.com/${kind}/d/${id}/${shown}${query}`,
      shape: kind === 'presentation' ? WIDE : { height: 560 },
    };
  }
  const own = /^\/(document|spreadsheets|presentation)\/d\/([\w-]+)/.exec(url.pathname);
  return own === null
    ? null
    : { name: 'Google Docs', src: `https://docs.google.com/${own[1]}/d/${own[2]}/preview`, shape: { height: 560 } };
};

const spotify: Reader = (url) => {
  if (url.hostname !== 'open.spotify.com') return null;
  const match = /^\/(?:intl-[\w-]+\/)?(?:embed\/)?(track|album|playlist|episode|show|artist)\/(\w+)/.exec(url.pathname);
  if (match === null) return null;
  return {
    name: 'Spotify',
    src: `https://open.spotify.com/embed/${match[1]}/${match[2]}`,
    shape: { height: match[1] === 'track' || match[1] === 'episode' ? 152 : 352 },
  };
};

const miro: Reader = (url) => {
  const id = within(url.hostname, 'miro.com')
    ? /^\/app\/(?:board|live-embed)\/([\w=-]+)/.exec(url.pathname)?.[1]
    : undefined;
  return id === undefined
    ? null
    : { name: 'Miro', src: `https://miro.com/app/live-embed/${id}/?embedAutoplay=false`, shape: { ratio: '4 / 3' } };
};

const READERS: readonly Reader[] = [youtube, vimeo, loom, figma, codepen, maps, googleDocs, spotify, miro];

/** The player for an address; null for a site that we know none of. */
export function playerFor(address: string): Player | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  for (const read of READERS) {
    const player = read(url);
    if (player !== null) return player;
  }
  return null;
}
