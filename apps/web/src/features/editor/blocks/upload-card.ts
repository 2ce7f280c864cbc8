import { t } from '../messages/index.ts';
import type { Upload } from './upload-state.ts';

interface Actions {
  again(): void;
  remove(): void;
}

/** What stands in the page for a file until its block does. */
export function drawUpload({ file: { name }, stage, part, failure, kept, preview }: Upload, actions: Actions) {
  const card = document.createElement('div');
  card.className = 'upload';
  card.contentEditable = 'false';
  if (preview !== null) {
    const picture = document.createElement('img');
    picture.src = preview;
    picture.alt = '';
    card.append(picture);
  }
  const line = document.createElement('div');
  line.className = 'upload-line';
  card.append(line);
  const words = document.createElement('span');
  line.append(words);
  const addButton = (label: string, act: () => void) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('mousedown', (event) => event.preventDefault());
    button.addEventListener('click', act);
    line.append(button);
  };
  if (stage === 'sending') {
    words.textContent = t('upload.sending', { name, percent: Math.round(part * 100) });
    const bar = document.createElement('progress');
    bar.max = 1;
    bar.value = part;
    bar.setAttribute('aria-label', words.textContent);
    card.append(bar);
  } else if (stage === 'waiting') {
    words.textContent = [t('upload.waiting', { name }), ...(kept ? [] : [t('upload.notKept')])].join(' ');
    addButton(t('upload.remove'), actions.remove);
  } else {
    card.classList.add('is-failed');
    card.setAttribute('role', 'alert');
    words.textContent = `${t('upload.failed', { name })} ${failure}`.trim();
    addButton(t('upload.again'), actions.again);
    addButton(t('upload.remove'), actions.remove);
  }
  return card;
}
