export { compose, type ComposeNeeds, type Materi } from './compose.ts';
export { migrations } from './migrations.ts';
export { openMateri, withMateri, type OpenedMateri } from './open.ts';
