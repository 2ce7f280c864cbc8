export { Suggestion, type SuggestionProps } from '@tiptap/suggestion';
import type { findSuggestionMatch } from '@tiptap/suggestion';

export type Trigger = Parameters<typeof findSuggestionMatch>[0];
export type SuggestionMatch = ReturnType<typeof findSuggestionMatch>;
