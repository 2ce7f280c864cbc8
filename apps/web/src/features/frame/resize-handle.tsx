import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { t } from '../../messages/index.ts';
import { direction } from '../../messages/language.ts';
import { classes } from '../../ui/classes.ts';
import { useStored } from './stored.ts';

const STANDARD = 264;
const LEAST = 208;
const MOST = 440;
const isRtl = () => direction() === 'rtl';
const within = (width: number) => Math.min(MOST, Math.max(LEAST, Math.round(width)));

export const useSidebarWidth = () => useStored('materi.sidebar_width', STANDARD);

/** The edge of the sidebar: drag it, or use the arrows; a double click gives the standard width back. */
export function ResizeHandle() {
  const [width, setWidth] = useSidebarWidth();
  const [dragging, setDragging] = useState(false);
  const onPointerMove = (event: PointerEvent) =>
    dragging && setWidth(within(isRtl() ? innerWidth - event.clientX : event.clientX));
  const onKeyDown = (event: KeyboardEvent) => {
    const wider = isRtl() ? -16 : 16;
    const step = { ArrowLeft: -wider, ArrowRight: wider }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setWidth(within(width + step));
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('frame.resize')}
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onDoubleClick={() => setWidth(STANDARD)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragging(false)}
      className={classes(
        'absolute inset-y-0 -end-1 z-10 w-2 cursor-col-resize touch-none transition-colors duration-120',
        'after:absolute after:inset-y-0 after:start-[3px] after:w-0.5 hover:after:bg-line-strong/60',
        dragging && 'after:bg-accent!',
      )}
    />
  );
}
