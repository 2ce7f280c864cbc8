import { ImagePlus, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { api, queryClient } from '../../../api.ts';
import { t } from '../../../messages/settings.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useMe } from '../../frame/workspace.ts';
import { attempt } from './attempt.ts';

const SIDE = 256;

/** The middle of a picture as a small square; `null` when the browser cannot show the file. */
async function squareOf(file: File): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return null;
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  const side = Math.min(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context?.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  bitmap.close();
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.9));
}

/** One's own picture. */
export function PictureSetting() {
  const { person } = useMe();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);

  const refresh = () => {
    for (const key of ['me', 'members']) void queryClient.invalidateQueries({ queryKey: [key] });
  };
  const choose = async (file: File | undefined) => {
    if (file === undefined) return;
    setBusy(true);
    const square = await squareOf(file);
    if (square === null) {
      toast({ tone: 'critical', text: t('profile.picture_unreadable') });
    } else {
      const form = new FormData();
      form.append('file', square, 'picture');
      if (await attempt(() => api.me.setPicture(form))) refresh();
    }
    setBusy(false);
  };

  return (
    <div className="flex flex-wrap items-center gap-4">
      <Avatar id={person.id} name={person.name} picture={person.picture} className="size-16! text-xl!" />
      <div className="min-w-0 flex-1">
        <div dir="auto" className="truncate font-medium">
          {person.name}
        </div>
        <div dir="auto" className="truncate text-ink-soft">
          {person.email}
        </div>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button icon={<ImagePlus size={15} />} busy={busy} onClick={() => input.current?.click()}>
            {person.picture === null ? t('profile.picture_choose') : t('profile.picture_change')}
          </Button>
          {person.picture !== null && (
            <Button
              look="quiet"
              icon={<Trash2 size={15} />}
              onClick={() => void attempt(() => api.me.removePicture()).then(refresh)}
            >
              {t('profile.picture_remove')}
            </Button>
          )}
        </div>
        <p className="mt-1.5 text-sm text-ink-soft">{t('profile.picture_hint')}</p>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        aria-label={t('profile.picture')}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          void choose(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}
