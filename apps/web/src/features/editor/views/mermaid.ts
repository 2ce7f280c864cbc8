import mermaid from 'mermaid';

let drawings = 0;
let waiting: Promise<unknown> = Promise.resolve();

/** What a CSS colour is in the form that Mermaid reads. */
function hex(colour: string, beside: Element): string {
  const probe = document.createElement('span');
  probe.style.color = colour;
  beside.append(probe);
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return '#888888';
  context.fillStyle = getComputedStyle(probe).color;
  context.fillRect(0, 0, 1, 1);
  probe.remove();
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The theme of the screens, as Mermaid names its parts. */
function themeOf(beside: Element) {
  const token = (name: string) => hex(`var(--${name})`, beside);
  const [surface, raised, sunken] = [token('surface'), token('surface-raised'), token('surface-sunken')];
  const [ink, soft, line, strong] = [token('ink'), token('ink-soft'), token('line'), token('line-strong')];
  const [accent, accentSoft] = [token('accent'), token('accent-soft')];
  const people = Array.from({ length: 8 }, (_, index) => token(`person-${index + 1}`));
  const personInk = token('person-ink');
  return {
    background: surface,
    primaryColor: accentSoft,
    primaryTextColor: ink,
    primaryBorderColor: accent,
    secondaryColor: sunken,
    secondaryTextColor: ink,
    secondaryBorderColor: strong,
    tertiaryColor: raised,
    tertiaryTextColor: ink,
    tertiaryBorderColor: line,
    lineColor: soft,
    textColor: ink,
    mainBkg: accentSoft,
    nodeBorder: accent,
    clusterBkg: sunken,
    clusterBorder: line,
    titleColor: ink,
    edgeLabelBackground: surface,
    actorBkg: accentSoft,
    actorBorder: accent,
    actorTextColor: ink,
    signalColor: soft,
    signalTextColor: ink,
    labelBoxBkgColor: sunken,
    labelTextColor: ink,
    loopTextColor: ink,
    noteBkgColor: token('caution-soft'),
    noteTextColor: ink,
    noteBorderColor: token('caution'),
    ...Object.fromEntries(
      people.flatMap((colour, index) => [
        [`pie${index + 1}`, colour],
        [`cScale${index}`, colour],
        [`cScaleLabel${index}`, personInk],
        [`git${index}`, colour],
        [`gitBranchLabel${index}`, personInk],
      ]),
    ),
    dropShadow: 'none',
    pieSectionTextColor: personInk,
    pieTitleTextColor: ink,
    pieLegendTextColor: ink,
    pieStrokeColor: surface,
    pieOuterStrokeColor: line,
    fontFamily: getComputedStyle(beside).getPropertyValue('--font-interface') || 'sans-serif',
    fontSize: '14px',
  };
}

/** Draws a diagram in the colours of the screen. Throws what is wrong with the source, in words. */
export function drawDiagram(source: string, beside: HTMLElement): Promise<string> {
  // Mermaid has one configuration and one place to measure in.
  const mine = waiting.then(async () => {
    mermaid.initialize({
      startOnLoad: false,
      // No scripts, no links that act, no HTML from the source.
      securityLevel: 'strict',
      suppressErrorRendering: true,
      // ELK, which Mermaid would take, is not in the app (vite.config.ts); no source may ask for it either.
      layout: 'dagre',
      secure: ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'suppressErrorRendering', 'maxEdges', 'layout'],
      theme: 'base',
      themeVariables: themeOf(beside),
      maxTextSize: 50_000,
      maxEdges: 1_000,
      flowchart: { htmlLabels: false, nodeSpacing: 32, rankSpacing: 36, padding: 10 },
    });
    drawings += 1;
    const { svg } = await mermaid.render(`diagram-${drawings}`, source);
    return svg;
  });
  waiting = mine.catch(() => undefined);
  return mine;
}
