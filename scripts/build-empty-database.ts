/** Makes the empty database that a first start copies, unless it is there. Part of `make install`. */
import { existsSync } from 'node:fs';
import { buildEmptyDatabase } from '../apps/server/src/kernel/db/embedded/empty-database.ts';
import { builtEmptyDatabase } from '../apps/server/src/kernel/db/embedded/recipe.ts';

if (!existsSync(builtEmptyDatabase)) await buildEmptyDatabase(builtEmptyDatabase);
