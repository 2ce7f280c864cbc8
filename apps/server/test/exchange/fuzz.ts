import { zipSync } from 'fflate';
import { seededRandom, type SeededRandom } from '../support/seeded-random.ts';
import { startTestServer } from '../support/server.ts';
import { createExchangeClient } from './exchange-client.ts';

export interface FilesFuzzResult {
  readonly [name: string]: number;
  /** How many files were sent. */
  readonly files: number;
  readonly imported: number;
  /** Refused with a clear answer. */
  readonly refused: number;
  /** Answers that are faults of ours: 500, a job that failed without a code, a page that cannot be read back. */
  readonly crashes: number;
}

const FRAGMENTS = [
  '# ',
  '## ',
  '- ',
  '1. ',
  '> ',
  '```',
  '~~~',
  '|',
  '| - | - |\n',
  '[',
  ']',
  '(',
  ')',
  '![',
  '[[',
  ']]',
  '*',
  '**',
  '_',
  '`',
  '~~',
  '<div>',
  '</div>',
  '<table><tr><td colspan=3>',
  '</table>',
  '<ul><li>',
  '<a href="#fn1" id="r1">1</a>',
  '<li id="fn1"><a href="#r1">↩</a>',
  '<details><summary>',
  '<main>',
  '<img src="data:image/png;base64,AAAA">',
  '<iframe src="https://example.org">',
  '<script>alert(1)</script>',
  '<!--',
  '-->',
  '<img src=x onerror=alert(1)>',
  '&amp;',
  '&#0;',
  '\\',
  '\n',
  '\n\n',
  '    ',
  '\t',
  '$',
  '$$',
  '[^1]',
  '[^1]: ',
  '---\n',
  '---\ntitle: x\n---\n',
  '- [ ] ',
  'https://example.org',
  'javascript:alert(1)',
  '\u0000',
  '\ud83d',
  '😀',
  'é',
  'مرحبا',
  '\u202e',
  '\ufeff',
  'word ',
  'a'.repeat(300),
  '../../x.md',
  'x.md#y',
  '{',
  '}',
  ':::',
];

function randomText(random: SeededRandom): Uint8Array {
  const length = random.below(120);
  let text = '';
  for (let at = 0; at < length; at += 1) text += random.pick(FRAGMENTS);
  const bytes = new TextEncoder().encode(text);
  // A third are no text at all, or text with a few wrong bytes.
  if (random.below(3) > 0) return bytes;
  const broken =
    random.below(2) === 0 ? bytes : Uint8Array.from({ length: random.below(2000) }, () => random.below(256));
  for (let count = random.below(5); count > 0 && broken.length > 0; count -= 1)
    broken[random.below(broken.length)] = random.below(256);
  return broken;
}

/** A small Word file whose parts are then damaged; as XML, so that damage reaches the reader and not only the archive. */
const WORD_PARTS: readonly string[] = [
  '<w:p>',
  '</w:p>',
  '<w:r>',
  '</w:r>',
  '<w:t>word</w:t>',
  '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="3"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
  '<w:tbl>',
  '<w:tr>',
  '<w:tc>',
  '</w:tc>',
  '</w:tr>',
  '</w:tbl>',
  '<w:pPr><w:numPr><w:ilvl w:val="-7"/><w:numId w:val="1"/></w:numPr><w:ind w:left="99999999999"/></w:pPr>',
  '<w:pPr><w:pStyle w:val="Heading9"/></w:pPr>',
  '<w:footnoteReference w:id="1"/>',
  '<w:fldChar w:fldCharType="begin"/>',
  '<w:fldChar w:fldCharType="end"/>',
  '<w:instrText>HYPERLINK "javascript:alert(1)"</w:instrText>',
  '<w:hyperlink w:anchor="x">',
  '</w:hyperlink>',
  '<w:bookmarkStart w:name="x"/>',
  '<w:drawing><a:blip r:embed="r9"/></w:drawing>',
  '<w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict>',
  '<w:sdt><w:sdtContent>',
  '</w:sdtContent></w:sdt>',
  '<m:oMath><m:f><m:num/><m:den/></m:f></m:oMath>',
  '<w:ins>',
  '</w:ins>',
  '<w:sym w:font="Wingdings" w:char="F0FFFFFF"/>',
  '&#xD800;',
  '&undefined;',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
];

function randomWordFile(random: SeededRandom): Uint8Array {
  let body = '';
  for (let count = random.below(40); count > 0; count -= 1) body += random.pick(WORD_PARTS);
  // Half of them close what they open as far as the parser is concerned.
  const whole = random.below(2) === 0 ? `<w:p><w:r><w:t>x</w:t></w:r></w:p>` : body;
  const archive = zipSync({
    'word/document.xml': new TextEncoder().encode(
      '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="r" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" ' +
        `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>${whole}</w:body></w:document>`,
    ),
    'word/_rels/document.xml.rels': new TextEncoder().encode('<Relationships/>'),
  });
  for (let count = random.below(4); count > 0; count -= 1) archive[random.below(archive.length)] = random.below(256);
  return archive.slice(0, random.below(8) === 0 ? random.below(archive.length) : archive.length);
}

const NAMES = [
  'a.md',
  'b.md',
  'a.html',
  'x/page.htm',
  'a.docx',
  'x/report.docx',
  'index.md',
  'x/y.md',
  'x/index.md',
  'ü ñ.md',
  '.md',
  'x.png',
  'materi.json',
  'deep/'.repeat(40) + 'z.md',
  'CON.md',
];

/**
 * Imports random files, folders and broken archives through the API of a real server
 * and reads every page that came of it back. Nothing may crash; whatever cannot be
 * imported gets a clear answer.
 */
export async function run({ files, seed }: { files: number; seed: number }): Promise<FilesFuzzResult> {
  const random = seededRandom(seed);
  const server = await startTestServer();
  const client = createExchangeClient(server);
  const result = { files: 0, imported: 0, refused: 0, crashes: 0 };
  try {
    while (result.files < files) {
      const folder: Record<string, Uint8Array> = {};
      const size = 1 + random.below(20);
      for (let at = 0; at < size; at += 1) {
        const name = random.pick(NAMES);
        folder[`${at}/${name}`] = name.endsWith('.docx') ? randomWordFile(random) : randomText(random);
      }
      let sent: Record<string, Uint8Array> = folder;
      if (random.below(3) === 0) {
        const archive = zipSync(folder);
        for (let count = random.below(6); count > 0; count -= 1)
          archive[random.below(archive.length)] = random.below(256);
        sent = { 'a.zip': archive.slice(0, random.below(4) === 0 ? random.below(archive.length) : archive.length) };
      }
      result.files += size;
      const answer = await client.sendImport(sent);
      if (answer.status !== 202) {
        const { code } = (await answer.json()) as { code?: string };
        if (answer.status >= 500 || code === undefined) result.crashes += 1;
        else result.refused += 1;
        continue;
      }
      const job = await client.ended(((await answer.json()) as { id: string }).id);
      if (job.status === 'failed') {
        if (job.error?.code.startsWith('import.')) result.refused += 1;
        else result.crashes += 1;
        continue;
      }
      for (const { documentId, outcome } of client.report(job).files) {
        if (outcome === 'imported') result.imported += 1;
        if (documentId === null) continue;
        const read = await client.send(`/api/v1/documents/${documentId}/content?format=markdown`);
        if (!read.ok) result.crashes += 1;
        await read.arrayBuffer();
      }
    }
    if (!(await fetch(`${server.url}/health/ready`)).ok) result.crashes += 1;
  } finally {
    await server.stop();
  }
  return result;
}
