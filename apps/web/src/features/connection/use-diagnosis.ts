import { useCallback, useEffect, useRef, useState } from 'react';
import {
  checkAddress,
  checkBody,
  checkClock,
  checkEvents,
  checkHttp,
  checkIdle,
  checkWebSocket,
  type Surroundings,
} from './checks.ts';
import type { Findings } from './verdict.ts';

interface Diagnosis {
  readonly findings: Findings;
  /** All checks have ended, but for the one of quiet lines. */
  readonly done: boolean;
  /** The check of quiet lines runs. */
  readonly waits: boolean;
  again(): void;
  checkQuiet(): void;
}

const here: Surroundings = {
  origin: location.origin,
  isSecure: window.isSecureContext,
  fetch: (...given) => fetch(...given),
  openSocket: (url) => new WebSocket(url),
  now: () => performance.now(),
};

/** Looks at the connection at once, and again when asked. */
export function useDiagnosis(): Diagnosis {
  const [findings, setFindings] = useState<Findings>({});
  const [done, setDone] = useState(false);
  const [waits, setWaits] = useState(false);
  // What an earlier look finds late is left out.
  const round = useRef(0);

  const note = useCallback((mine: number, found: Findings) => {
    if (mine === round.current) setFindings((before) => ({ ...before, ...found }));
  }, []);

  const again = useCallback(() => {
    round.current += 1;
    const mine = round.current;
    setFindings({});
    setDone(false);
    setWaits(false);
    void (async () => {
      const { finding, seen } = await checkHttp(here);
      note(mine, { http: finding });
      if (seen !== null) {
        note(mine, { address: checkAddress(here, seen), clock: checkClock(seen, Date.now()) });
        await Promise.all([
          checkWebSocket(here).then((websocket) => note(mine, { websocket })),
          // Nothing large goes by while the events are timed.
          checkEvents(here)
            .then((events) => note(mine, { events }))
            .then(() => checkBody(here))
            .then((body) => note(mine, { body })),
        ]);
      }
      if (mine === round.current) setDone(true);
    })();
  }, [note]);

  const checkQuiet = useCallback(() => {
    const mine = round.current;
    setWaits(true);
    void checkIdle(here).then((idle) => {
      note(mine, { idle });
      if (mine === round.current) setWaits(false);
    });
  }, [note]);

  useEffect(() => {
    again();
    return () => {
      round.current += 1;
    };
  }, [again]);
  return { findings, done, waits, again, checkQuiet };
}
