import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { parseBlobAddress } from '@materi/editor';
import { finishBlock, isOwn, linkLine, ownPage, pageLine, replaceBlock, setAttributes } from '../blocks/link-cards.ts';
import { copyLink } from '../copy-text.ts';
import { isFollowable } from '../extensions/links.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { addressForm } from './address-form.ts';
import { openChoices } from './choices.ts';
import { draw, icon, ICON } from './draw.ts';
import { isMadeHere } from './made-here.ts';
import { playerFor } from './players.ts';
import { withPresentTitles } from './references.ts';
import { standsAlone } from './stands-alone.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Cards show pictures that this server keeps, and no other site's. */
const ownPicture = (value: unknown): string | null => (parseBlobAddress(text(value)) === null ? null : text(value));
const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).host.replace(/^www\./, '') : address;

function bookmarkView({ node, editor, getPos }: NodeViewRendererProps, box: HostBox): NodeView {
  let current: ProseMirrorNode = node;
  let state: 'idle' | 'asking' | 'failed' = 'idle';
  let failure = '';
  const dom = draw('div', 'bookmark', { contenteditable: 'false', 'data-type': 'bookmark' });
  const note = draw('div', 'bookmark-note', { role: 'status' });

  /** Asks the server what the page is about; the card is there meanwhile, with the address. */
  const ask = async (url: string) => {
    state = 'asking';
    show();
    try {
      const { title, description, siteName, image, icon: sign } = await box.current.previewLink(url);
      state = 'idle';
      const said = { title, description, siteName, imageSrc: image, iconSrc: sign };
      if (!setAttributes(editor, getPos, said, ({ type, attrs }) => type.name === 'bookmark' && attrs['url'] === url))
        return;
    } catch (error) {
      state = 'failed';
      failure = error instanceof Error ? error.message : '';
    }
    show();
  };
  const take = (address: string) => {
    const page = ownPage(address);
    if (page !== null) {
      replaceBlock(editor, getPos, pageLine(editor, box, page));
      return;
    }
    const { href } = new URL(address, location.href);
    finishBlock(editor, getPos, { url: href });
    if (!isOwn(href)) void ask(href);
  };
  const remove = () => {
    const paragraph = editor.schema.nodes['paragraph'];
    if (paragraph !== undefined) replaceBlock(editor, getPos, paragraph.create());
  };
  const menu = (anchor: HTMLElement, url: string) =>
    openChoices(anchor, {
      label: t('bookmark.menu'),
      choices: [
        {
          label: t('link.copy'),
          sign: icon(...ICON.copy),
          pick: () => void copyLink(url),
        },
        ...(editor.isEditable
          ? [
              ...(isOwn(url)
                ? []
                : [{ label: t('bookmark.refresh'), sign: icon(...ICON.refresh), pick: () => void ask(url) }]),
              {
                label: t('bookmark.asLink'),
                sign: icon(...ICON.link),
                pick: () => {
                  const page = ownPage(url);
                  const line =
                    page === null
                      ? linkLine(editor, url, text(current.attrs['title']) || url)
                      : pageLine(editor, box, page);
                  replaceBlock(editor, getPos, line);
                },
              },
              ...(playerFor(url) === null
                ? []
                : [
                    {
                      label: t('bookmark.asEmbed'),
                      sign: icon(...ICON.play),
                      pick: () => {
                        const embed = editor.schema.nodes['embed'];
                        if (embed !== undefined)
                          replaceBlock(editor, getPos, embed.create({ url, title: current.attrs['title'] }));
                      },
                    },
                  ]),
            ]
          : []),
      ],
    });

  /** The present title of a page of ours; `null` where the card is about something else. */
  const pageTitle = (): string | null => {
    const page = ownPage(text(current.attrs['url']));
    return page === null ? null : (box.current.pageTitle(page)?.title ?? '');
  };
  let titled = pageTitle();
  const drawCard = (url: string): HTMLElement => {
    const { description, siteName } = current.attrs;
    titled = pageTitle();
    const title = titled || current.attrs['title'];
    const host = hostOf(url);
    const image = ownPicture(current.attrs['imageSrc']);
    const sign = ownPicture(current.attrs['iconSrc']);
    const words = draw(
      'span',
      'bookmark-words',
      {},
      draw('span', 'bookmark-title', {}, text(title) || host),
      ...(text(description) === '' ? [] : [draw('span', 'bookmark-description', {}, text(description))]),
      draw(
        'span',
        'bookmark-site',
        {},
        sign === null ? icon(...ICON.link) : draw('img', '', { src: sign, alt: '', loading: 'lazy' }),
        draw('span', '', {}, text(title) === '' ? url.replace(/^https?:\/\//, '') : text(siteName) || host),
      ),
    );
    const card = draw('a', 'bookmark-card', {
      ...(isFollowable(url) ? { href: url } : {}),
      ...(titled === null ? { target: '_blank', rel: 'noopener noreferrer nofollow' } : {}),
      draggable: 'false',
    });
    card.addEventListener('click', (event) => {
      const page = ownPage(url);
      if (page === null || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      box.current.openPage(page, new URL(url, location.href).hash.slice(1));
    });
    card.append(words);
    if (image !== null) {
      const picture = draw('img', 'bookmark-image', { src: image, alt: '', loading: 'lazy', decoding: 'async' });
      picture.addEventListener('error', () => picture.remove());
      card.append(picture);
    }
    return card;
  };
  const show = () => {
    const url = text(current.attrs['url']);
    dom.dataset['id'] = text(current.attrs['id']);
    if (url === '') {
      if (!editor.isEditable) dom.replaceChildren(draw('div', 'block-nothing', {}, t('bookmark.empty')));
      else if (dom.querySelector('form') === null) {
        const form = addressForm({
          label: t('bookmark.address'),
          hint: t('bookmark.hint'),
          action: t('bookmark.make'),
          take,
          cancel: remove,
        });
        dom.replaceChildren(form);
      }
      return;
    }
    const more = draw(
      'button',
      'block-more',
      { type: 'button', 'aria-haspopup': 'menu', 'aria-label': t('bookmark.menu') },
      icon(...ICON.more),
    );
    more.addEventListener('click', () => menu(more, url));
    dom.replaceChildren(drawCard(url), more);
    if (state === 'idle' || isOwn(url)) return;
    dom.append(note);
    note.classList.toggle('is-failed', state === 'failed');
    if (state === 'asking') {
      note.textContent = t('bookmark.asking', { host: hostOf(url) });
      return;
    }
    const again = draw('button', '', { type: 'button' }, t('upload.again'));
    again.addEventListener('click', () => void ask(url));
    note.replaceChildren(draw('span', '', {}, `${failure} ${t('bookmark.addressOnly')}`.trim()), again);
  };
  // The card opens the other page on a click; while editing, a click on it selects it first.
  dom.addEventListener('click', (event) => {
    const card = event.target instanceof Element ? event.target.closest('.bookmark-card') : null;
    if (card !== null) event.stopPropagation();
  });
  show();
  const end = withPresentTitles(() => titled !== pageTitle() && show());
  // A new card asks for its address; one that arrives from others does not.
  if (text(node.attrs['url']) === '' && isMadeHere(editor))
    requestAnimationFrame(() => dom.querySelector('input')?.focus());
  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      if (next.attrs['url'] !== current.attrs['url'] && state === 'failed') state = 'idle';
      current = next;
      show();
      return true;
    },
    destroy: end,
    ...standsAlone(dom, 'form, button, .bookmark-card'),
  };
}

/** A link as a card. */
export const withBookmarkView =
  (box: HostBox) =>
  (extension: AnyExtension): AnyExtension =>
    (extension as NodeExtension).extend({
      addNodeView: () => (props: NodeViewRendererProps) => bookmarkView(props, box),
    });
