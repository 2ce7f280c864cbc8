export function defuse(markdown: string): string {
  return markdown;
}
