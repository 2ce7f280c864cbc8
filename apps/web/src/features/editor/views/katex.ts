import { render } from 'katex';
import 'katex/dist/katex.min.css';

/** Draws LaTeX into `element`; a mistake is shown in place, never thrown. */
export function drawFormula(element: HTMLElement, latex: string, displayMode: boolean): void {
  render(latex, element, { displayMode, throwOnError: false, trust: false, maxSize: 40, maxExpand: 500 });
}
