import { type RouteConfig, route } from '@react-router/dev/routes'

export default [
  route('page/:id', 'routes/page.tsx'),
  route('held/:id', 'routes/held.tsx'),
  route('broken/:id', 'routes/broken.tsx'),
  route('moved/:id', 'routes/moved.tsx'),
  route('missing/:id', 'routes/missing.tsx'),
  route('api/:id', 'routes/api.ts'),
  route('about', 'routes/about.tsx'),
  route('journal', 'routes/journal.ts'),
] satisfies RouteConfig
