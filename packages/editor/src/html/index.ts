export { bodyToHtml, type HtmlWriting } from './to-html.ts';
export { htmlToBody } from './from-html.ts';
