import type { LinkPreview } from '@materi/contract';
import type { Clock } from '../../../kernel/clock.ts';
import { OutboundError, type Outbound, type OutboundAnswer } from '../../../kernel/http/outbound.ts';
import type { Principal } from '../../identity/index.ts';
import type { Gate } from '../gate.ts';
import { imageType, SIGNATURE_BYTES } from '../media-types.ts';
import type { Uploads } from '../uploads.ts';
import { ownAddress, previewFailed, refusedBySite } from './errors.ts';
import { createPreviewLimit } from './limits.ts';
import { decodePage, readPageHead, type PageHead } from './page-head.ts';

/** What other sites say of their pages, for cards in ours. */
export interface Previews {
  /**
   * Asks the site once and keeps its pictures with the workspace, so that readers' browsers need not ask it.
   * @throws AppError `link.private`, `link.not_an_address`, `link.own_address` (400), `link.unreachable` (502), `link.too_slow` (504), `link.too_many` (429)
   */
  preview(principal: Principal, workspaceId: string, url: string): Promise<LinkPreview>;
}

const PAGE_BYTES = 512 * 1024;
const PICTURE_BYTES = 1024 * 1024;
const PICTURE_TRIES = 2;
/** Shorter than a file may lie without a page, so that a card made from memory still finds its pictures. */
const KEPT_MS = 60 * 60 * 1000;
const KEPT = 2_000;

export function createPreviews(needs: {
  outbound: Outbound;
  uploads: Pick<Uploads, 'upload'>;
  gate: Gate;
  clock: Clock;
  publicUrl(): string;
}): Previews {
  const { outbound, uploads, gate, clock, publicUrl } = needs;
  const limit = createPreviewLimit({ clock });
  const kept = new Map<string, { until: number; preview: Promise<LinkPreview> }>();

  /** The first of these pictures that can be kept; a card is a card without one. */
  async function keepPicture(
    principal: Principal,
    workspaceId: string,
    addresses: readonly string[],
    name: string,
  ): Promise<string | null> {
    for (const address of addresses.slice(0, PICTURE_TRIES)) {
      let answer: OutboundAnswer;
      try {
        answer = await outbound.fetch(address, {
          limitBytes: PICTURE_BYTES,
          beyondLimit: 'refuse',
          accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif',
        });
      } catch (error) {
        if (error instanceof OutboundError) continue;
        throw error;
      }
      const type = imageType(answer.body.subarray(0, SIGNATURE_BYTES));
      // A drawing may hold scripts and ask other sites.
      if (answer.status !== 200 || type === null || type === 'image/svg+xml') continue;
      const extension = type.slice('image/'.length).replace('jpeg', 'jpg');
      const file = await uploads.upload(principal, workspaceId, {
        name: `${name}.${extension}`,
        mediaType: type,
        content: answer.body,
      });
      return file.url;
    }
    return null;
  }

  async function ask(principal: Principal, workspaceId: string, url: URL): Promise<LinkPreview> {
    let answer: OutboundAnswer;
    try {
      answer = await outbound.fetch(url, {
        limitBytes: PAGE_BYTES,
        beyondLimit: 'cut',
        accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.5',
      });
    } catch (error) {
      throw error instanceof OutboundError ? previewFailed(error) : error;
    }
    if (answer.status >= 400 || answer.status < 200) throw refusedBySite(answer.url.host, answer.status);
    const isPage = /^(text\/html|application\/xhtml\+xml)$/.test(answer.mediaType);
    const head = isPage ? readPageHead(decodePage(answer.body, answer.charset), answer.url) : fileHead(answer.url);
    const host = answer.url.host.replace(/^www\./, '');
    const [image, icon] = await Promise.all([
      keepPicture(principal, workspaceId, head.images, `${host} preview`),
      keepPicture(principal, workspaceId, head.icons, `${host} icon`),
    ]);
    const { title, description, siteName } = head;
    return { url: url.href, title, description, siteName: siteName ?? host, image, icon };
  }

  return {
    async preview(principal, workspaceId, address) {
      await gate.workspace(principal, 'document.create', workspaceId);
      const url = new URL(address);
      if (url.origin === new URL(publicUrl()).origin) throw ownAddress();
      const now = clock.now().getTime();
      const key = `${workspaceId} ${url.href}`;
      const known = kept.get(key);
      if (known !== undefined && known.until > now) return known.preview;
      limit.take(principal.personId);
      const preview = ask(principal, workspaceId, url);
      kept.delete(key);
      kept.set(key, { until: now + KEPT_MS, preview });
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      // A site that was away may be back when it is asked again.
      preview.catch(() => kept.get(key)?.preview === preview && kept.delete(key));
      return preview;
    },
  };
}

/** A file that is no page is called what its address calls it. */
function fileHead(url: URL): PageHead {
  const last = url.pathname.split('/').at(-1) ?? '';
  let title: string | null = last;
  try {
    title = decodeURIComponent(last);
  } catch {
    // Taken as it is written.
  }
  return { title: title === '' ? null : title, description: null, siteName: null, images: [], icons: [] };
}
