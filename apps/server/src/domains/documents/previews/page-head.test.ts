import { expect, test } from 'vitest';
import { decodePage, readPageHead } from './page-head.ts';

const at = new URL('https://news.example/a/b');

test('a page says what it is, in the order of who says it best', () => {
  const head = readPageHead(
    `<!doctype html><html><head>
      <title>Plain &amp; simple</title>
      <meta name="description" content="Said to searchers">
      <meta property="og:title" content="Open  Graph\n title">
      <meta property="og:site_name" content="News">
      <meta property="og:image" content="/big.png">
      <meta name="twitter:image" content="//cdn.example/small.png">
      <link rel="icon" sizes="16x16" href="tiny.png">
      <link rel="icon" type="image/svg+xml" href="drawn.svg">
      <link rel="apple-touch-icon" sizes="180x180" href="/touch.png">
      <link rel="shortcut icon" sizes="64x64" href="/right.png">
    </head><body><svg><title>Not this</title></svg></body>`,
    at,
  );
  expect(head).toEqual({
    title: 'Open Graph title',
    description: 'Said to searchers',
    siteName: 'News',
    images: ['https://news.example/big.png', 'https://cdn.example/small.png'],
    icons: [
      'https://news.example/right.png',
      'https://news.example/a/tiny.png',
      'https://news.example/touch.png',
      'https://news.example/a/drawn.svg',
    ],
  });
});

test('what is no page of words gives no words', () => {
  const nothing = { title: null, description: null, siteName: null, images: [], icons: [] };
  expect(readPageHead('', at)).toEqual(nothing);
  expect(readPageHead('<title> \n </title><meta property="og:image" content="javascript:alert(1)">', at)).toEqual(
    nothing,
  );
});

test('a page that was made to hold up its reader is read at once', () => {
  const piece = (text: string) => text.repeat(Math.ceil(524_288 / text.length));
  for (const text of [
    '<div>',
    '<meta ',
    '<meta a="',
    '<!--',
    '<script>',
    '<title>',
    '<a></b>',
    '<meta a b c d e f g>',
    '<',
  ])
    expect(readPageHead(piece(text), at).images, text).toEqual([]);
  const attributes = Array.from({ length: 100_000 }, (_, index) => `a${index}`).join(' ');
  expect(readPageHead(`<meta ${attributes}><title>Below</title>`, at).title).toBe('Below');
});

test('what only looks like a tag is none', () => {
  const html = `<!-- <title>No</title> --><script>"<title>No</title>"</script><style><title></style>
    <META NAME=description CONTENT='a > b'><TITLE>Yes</TITLE><title>Second</title>`;
  expect(readPageHead(html, at)).toMatchObject({ title: 'Yes', description: 'a > b' });
});

test('titles without end are cut between characters', () => {
  const { title } = readPageHead(`<title>${'👩‍🚀'.repeat(1000)}</title>`, at);
  expect([...(title ?? '')]).toHaveLength(300);
  expect(title?.isWellFormed()).toBe(true);
});

test('pages are read in the encoding they have', () => {
  const bytes = Buffer.from('<meta charset="windows-1252"><title>Caf\xe9</title>', 'latin1');
  expect(readPageHead(decodePage(bytes, undefined), at).title).toBe('Café');
  expect(readPageHead(decodePage(bytes, 'iso-8859-1'), at).title).toBe('Café');
  expect(readPageHead(decodePage(Buffer.from('<title>Café</title>'), 'no-such-encoding'), at).title).toBe('Café');
});
