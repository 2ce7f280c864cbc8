import { t } from '../messages/index.ts';
import { draw, icon, ICON } from './draw.ts';

interface ViewerNeeds {
  name: string;
  /** The address of the file, to download it. */
  src: string | null;
  content: HTMLElement;
  onClose?(): void;
}

/** Shows one thing above everything, as large as the screen allows. Escape closes; the focus goes back. */
export function openViewer({ name, src, content, onClose }: ViewerNeeds): void {
  const close = draw(
    'button',
    'viewer-button',
    { type: 'button', 'aria-label': t('viewer.close') },
    icon(...ICON.close),
  );
  const title = draw('div', 'viewer-name', {}, name);
  const bar = draw('div', 'viewer-bar', {}, title);
  if (src !== null) {
    bar.append(
      draw(
        'a',
        'viewer-button',
        { href: src, download: name, 'aria-label': t('viewer.download'), title: t('viewer.download') },
        icon(...ICON.download),
      ),
    );
  }
  bar.append(close);
  const dialog = draw('dialog', 'viewer', { 'aria-label': name }, bar, draw('div', 'viewer-stage', {}, content));
  document.body.append(dialog);
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || (event.target instanceof Element && event.target.classList.contains('viewer-stage')))
      dialog.close();
  });
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose?.();
  });
  dialog.showModal();
}
