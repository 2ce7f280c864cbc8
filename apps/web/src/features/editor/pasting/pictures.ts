import { Fragment, type Node as ProseMirrorNode } from '@tiptap/pm/model';

const isWithin = (source: string) => /^(data:image\/|blob:)/i.test(source);
/** Addresses that only the program knew from which something was copied. */
const isUnreachable = (source: string) => source === '' || /^(file|cid|x-apple|webkit-fake-url|ms-)/i.test(source);

/** A picture that came inside of what was pasted, and the empty paragraph that keeps its place. */
export interface CarriedPicture {
  source: string;
  alt: string;
  /** The id of that paragraph. */
  placeId: string;
}

interface Taken {
  content: Fragment;
  pictures: CarriedPicture[];
  /** How many could not come along. */
  missing: number;
}

/** Takes pictures that are to be uploaded out of pasted blocks. Those of other sites stay as they are: as links. */
export function takePictures(doc: ProseMirrorNode, newId: () => string): Taken {
  const pictures: CarriedPicture[] = [];
  let missing = 0;
  const { paragraph } = doc.type.schema.nodes;

  function walk(content: Fragment): Fragment {
    const kept: ProseMirrorNode[] = [];
    content.forEach((node) => {
      const isPicture = node.type.name === 'image' || node.type.name === 'inlineImage';
      const source = isPicture ? String(node.attrs['src'] ?? '') : '';
      const alt = String(node.attrs['alt'] ?? '');
      if (isPicture && isUnreachable(source)) {
        missing += 1;
        if (node.isBlock && paragraph !== undefined)
          kept.push(paragraph.create(null, alt === '' ? null : doc.type.schema.text(alt)));
        else if (node.isInline && alt !== '') kept.push(doc.type.schema.text(alt));
      } else if (isPicture && isWithin(source) && paragraph !== undefined) {
        const placeId = newId();
        pictures.push({ source, alt, placeId });
        if (node.isBlock) kept.push(paragraph.create({ id: placeId }));
      } else kept.push(node.content.size > 0 ? node.copy(walk(node.content)) : node);
    });
    return Fragment.from(kept);
  }
  return { content: walk(doc.content), pictures, missing };
}

/** The picture as a file. Throws where its address cannot be read. */
export async function pictureFile({ source, alt }: CarriedPicture): Promise<File> {
  let blob: Blob;
  const data = /^data:([^;,]+)(;base64)?,(.*)$/s.exec(source);
  if (data === null) blob = await (await fetch(source)).blob();
  else {
    const [, type = '', base64, text = ''] = data;
    // Not fetched: the page's policy allows no request for such an address.
    const bytes =
      base64 === undefined
        ? new TextEncoder().encode(decodeURIComponent(text))
        : Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    blob = new Blob([bytes], { type });
  }
  const ending = blob.type.replace(/^image\//, '').replace(/\+.*$/, '') || 'png';
  const name =
    alt
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .slice(0, 60) || 'picture';
  return new File([blob], `${name}.${ending}`, { type: blob.type });
}
