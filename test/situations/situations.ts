import { apps } from './lazy/apps.ts'
import { boots } from './lazy/boots.ts'
import { dailyLazy } from './lazy/daily.ts'
import { everydayLazy } from './lazy/everyday.ts'
import { functions } from './lazy/functions.ts'
import { libraries } from './lazy/libraries.ts'
import { maps } from './lazy/maps.ts'
import { singletons } from './lazy/singletons.ts'
import { neutrals } from './neutral.ts'
import type { Situation } from './situation.ts'
import { asides } from './waiters/asides.ts'
import { caches } from './waiters/caches.ts'
import { daily } from './waiters/daily.ts'
import { emitters } from './waiters/emitters.ts'
import { entries } from './waiters/entries.ts'
import { events } from './waiters/events.ts'
import { everyday } from './waiters/everyday.ts'
import { flags } from './waiters/flags.ts'
import { jobs } from './waiters/jobs.ts'
import { lists } from './waiters/lists.ts'
import { objectShapes } from './waiters/objects.ts'
import { pools } from './waiters/pools.ts'
import { promises } from './waiters/promises.ts'
import { queues } from './waiters/queues.ts'
import { shapes } from './waiters/shapes.ts'
import { streams } from './waiters/streams.ts'
import { timers } from './waiters/timers.ts'

export const situations: readonly Situation[] = [
  ...pools,
  ...queues,
  ...jobs,
  ...caches,
  ...emitters,
  ...events,
  ...streams,
  ...entries,
  ...promises,
  ...timers,
  ...lists,
  ...objectShapes,
  ...shapes,
  ...flags,
  ...asides,
  ...everyday,
  ...daily,
  ...singletons,
  ...maps,
  ...boots,
  ...functions,
  ...apps,
  ...libraries,
  ...everydayLazy,
  ...dailyLazy,
  ...neutrals,
]
