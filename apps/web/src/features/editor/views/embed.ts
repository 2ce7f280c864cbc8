import type { AnyExtension, Node as NodeExtension, NodeViewRendererProps } from '@tiptap/core';
import type { Node as ProseMirrorNode } from '@tiptap/pm/model';
import type { NodeView } from '@tiptap/pm/view';
import { finishBlock, linkLine, ownPage, pageLine, replaceBlock } from '../blocks/link-cards.ts';
import { copyLink } from '../copy-text.ts';
import { isFollowable } from '../extensions/links.ts';
import type { HostBox } from '../host.ts';
import { t } from '../messages/index.ts';
import { addressForm } from './address-form.ts';
import { openChoices } from './choices.ts';
import { draw, icon, ICON } from './draw.ts';
import { isMadeHere } from './made-here.ts';
import { type Player, playerFor } from './players.ts';
import { standsAlone } from './stands-alone.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function embedView({ node, editor, getPos }: NodeViewRendererProps, box: HostBox): NodeView {
  let current: ProseMirrorNode = node;
  let playing = false;
  const dom = draw('div', 'embed', { contenteditable: 'false', 'data-type': 'embed' });

  const asBookmark = (url: string, goesOn = false) => {
    const bookmark = editor.schema.nodes['bookmark'];
    if (bookmark !== undefined)
      replaceBlock(editor, getPos, bookmark.create({ url, title: current.attrs['title'] }), goesOn);
  };
  const take = (address: string) => {
    const page = ownPage(address);
    const { href } = new URL(address, location.href);
    if (page !== null) replaceBlock(editor, getPos, pageLine(editor, box, page));
    // Whatever has no player of its own is a card.
    else if (playerFor(href) === null) asBookmark(href, true);
    else finishBlock(editor, getPos, { url: href });
  };
  const remove = () => {
    const paragraph = editor.schema.nodes['paragraph'];
    if (paragraph !== undefined) replaceBlock(editor, getPos, paragraph.create());
  };

  const drawFrame = ({ name, src }: Player): HTMLElement =>
    draw('iframe', 'embed-frame', {
      src,
      title: t('embed.frame', { site: name }),
      // Its own scripts and storage, and nothing of this page.
      sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-presentation',
      allow: 'fullscreen; picture-in-picture; encrypted-media',
      allowfullscreen: '',
      // Some players refuse to play for a page that does not say where it is; the address of the page is not told.
      referrerpolicy: 'strict-origin-when-cross-origin',
      loading: 'lazy',
    });
  const drawOffer = (player: Player, url: string): HTMLElement => {
    const play = draw(
      'button',
      'embed-play',
      { type: 'button' },
      draw('span', 'embed-sign', {}, icon(...ICON.play)),
      draw('span', 'embed-name', {}, text(current.attrs['title']) || t('embed.show', { site: player.name })),
      draw('span', 'embed-host', {}, t('embed.privacy', { host: new URL(player.src).host })),
    );
    play.title = url;
    play.addEventListener('click', () => {
      playing = true;
      show();
      dom.querySelector('iframe')?.focus();
    });
    return play;
  };
  const menu = (anchor: HTMLElement, url: string) =>
    openChoices(anchor, {
      label: t('embed.menu'),
      choices: [
        {
          label: t('link.open'),
          sign: icon(...ICON.open),
          pick: () => void (isFollowable(url) && window.open(url, '_blank', 'noopener,noreferrer')),
        },
        {
          label: t('link.copy'),
          sign: icon(...ICON.copy),
          pick: () => void copyLink(url),
        },
        ...(playing
          ? [
              {
                label: t('embed.stop'),
                sign: icon(...ICON.close),
                pick: () => {
                  playing = false;
                  show();
                },
              },
            ]
          : []),
        ...(editor.isEditable
          ? [
              { label: t('embed.asBookmark'), sign: icon(...ICON.page), pick: () => asBookmark(url) },
              {
                label: t('bookmark.asLink'),
                sign: icon(...ICON.link),
                pick: () => replaceBlock(editor, getPos, linkLine(editor, url, text(current.attrs['title']) || url)),
              },
            ]
          : []),
      ],
    });
  const show = () => {
    const url = text(current.attrs['url']);
    dom.dataset['id'] = text(current.attrs['id']);
    if (url === '') {
      if (!editor.isEditable) dom.replaceChildren(draw('div', 'block-nothing', {}, t('embed.empty')));
      else if (dom.querySelector('form') === null)
        dom.replaceChildren(
          addressForm({
            label: t('embed.address'),
            hint: t('embed.hint'),
            action: t('embed.make'),
            take,
            cancel: remove,
          }),
        );
      return;
    }
    const player = playerFor(url);
    const more = draw(
      'button',
      'block-more',
      { type: 'button', 'aria-haspopup': 'menu', 'aria-label': t('embed.menu') },
      icon(...ICON.more),
    );
    more.addEventListener('click', () => menu(more, url));
    if (player === null) {
      const link = draw('a', 'embed-link', {
        ...(isFollowable(url) ? { href: url } : {}),
        target: '_blank',
        rel: 'noopener noreferrer nofollow',
      });
      link.textContent = text(current.attrs['title']) || url;
      dom.replaceChildren(link, more);
      return;
    }
    const stage = draw('div', 'embed-stage', {}, playing ? drawFrame(player) : drawOffer(player, url));
    if ('ratio' in player.shape) stage.style.aspectRatio = player.shape.ratio;
    else stage.style.height = `${player.shape.height}px`;
    dom.replaceChildren(stage, more);
  };
  show();
  if (text(node.attrs['url']) === '' && isMadeHere(editor))
    requestAnimationFrame(() => dom.querySelector('input')?.focus());
  return {
    dom,
    update(next) {
      if (next.type !== current.type) return false;
      const changed = !next.hasMarkup(current.type, current.attrs);
      if (next.attrs['url'] !== current.attrs['url']) playing = false;
      current = next;
      // Drawing it anew would stop what plays.
      if (changed) show();
      return true;
    },
    ...standsAlone(dom, 'form, button, a'),
  };
}

/** Another site's player, shown when a reader asks for it. */
export const withEmbedView =
  (box: HostBox) =>
  (extension: AnyExtension): AnyExtension =>
    (extension as NodeExtension).extend({
      addNodeView: () => (props: NodeViewRendererProps) => embedView(props, box),
    });
