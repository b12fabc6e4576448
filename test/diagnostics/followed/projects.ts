// What is told of a whole project.
import type { Project } from './row.ts'

const manifest = { 'package.json': '{ "type": "module" }' }

export const projects: Record<string, Project> = {
  unreached: {
    before: {
      ...manifest,
      'db.ts':
        "import { after } from 'afterword'\nexport function save() { after(() => 1) }\nexport function nightly() { save() }\n",
    },
    advice: 'name it in the option `entries`',
    after: { 'package.json': '{ "type": "module", "afterword": { "entries": ["nightly"] } }' },
  },
  'reaches-client': {
    before: {
      ...manifest,
      'page.tsx':
        "'use client'\nimport { save } from './db'\nexport const Page = () => <button onClick={() => save()} />\n",
      'db.ts': "import { after } from 'afterword'\nexport function save() { after(() => 1) }\n",
    },
    advice: "in an action that the client calls ('use server')",
    after: {
      'db.ts':
        "'use server'\nimport { after } from 'afterword'\nexport async function save() { after(() => 1) }\n",
    },
  },
  'lost-reference.far': {
    before: {
      ...manifest,
      'db.ts': "import { after } from 'afterword'\nexport function save() { after(() => 1) }\n",
      'route.ts':
        "import { bus } from 'bus'\nimport { save } from './db'\nexport function POST() { bus.on('paid', save) }\n",
    },
    advice: 'Write (...args) => save(...args) instead',
    after: {
      'route.ts':
        "import { bus } from 'bus'\nimport { save } from './db'\nexport function POST() { bus.on('paid', (...args) => save(...args)) }\n",
    },
  },
  'unnamed-request': {
    before: {
      ...manifest,
      'orders.controller.ts':
        "import { Controller, Post } from '@nestjs/common'\nimport { after } from 'afterword'\n@Controller()\nexport class Orders { @Post() create() { after(() => 1) } }\n",
    },
    advice: 'Or let afterword/nest hand it on: imports: [AfterwordModule] in the root module',
    after: {
      'app.module.ts':
        "import { Module } from '@nestjs/common'\nimport { AfterwordModule } from 'afterword/nest'\nimport { Orders } from './orders.controller'\n@Module({ imports: [AfterwordModule], controllers: [Orders] })\nexport class AppModule {}\n",
    },
  },
  'without-request': {
    before: {
      ...manifest,
      'db.ts': "import { after } from 'afterword'\nexport const save = async () => { after(() => 1) }\n",
      'jobs.ts':
        "import { openScope } from 'afterword'\nimport { save } from './db'\nsetInterval(async () => { await save() }, 1000)\n",
    },
    advice: 'const scope = openScope(); try { await scope.run(async () => { … }) } finally { scope.close() }',
    after: {
      'jobs.ts':
        "import { openScope } from 'afterword'\nimport { save } from './db'\nsetInterval(async () => { const scope = openScope(); try { await scope.run(async () => { await save() }) } finally { scope.close() } }, 1000)\n",
    },
  },
  'without-request.here': {
    before: {
      ...manifest,
      'jobs.ts': "import { after } from 'afterword'\nsetInterval(() => { after(() => 1) }, 1000)\n",
    },
    advice: 'const scope = openScope(); try { await scope.run(async () => { … }) } finally { scope.close() }',
    after: {
      'jobs.ts':
        "import { after, openScope } from 'afterword'\nsetInterval(async () => { const scope = openScope(); try { await scope.run(async () => { after(() => 1) }) } finally { scope.close() } }, 1000)\n",
    },
  },
  'without-request.package': {
    before: {
      ...manifest,
      'actions.ts':
        "import { after } from 'afterword'\nimport { action } from 'actions'\nexport const save = action(async (order) => { after(() => order) })\n",
    },
    advice: "include: 'node_modules/actions/'",
    after: {
      'package.json': '{ "type": "module", "afterword": { "include": "node_modules/actions/" } }',
    },
  },
  'may-lose': {
    before: {
      'package.json': '{ "type": "module", "afterword": { "exclude": "legacy" } }',
      'db.ts': "import { after } from 'afterword'\nexport function save() { after(() => 1) }\n",
      'legacy.ts': "import { save } from './db'\nexport async function store() { await 1; save() }\n",
      'route.ts': "import { store } from './legacy'\nexport async function POST() { await store() }\n",
    },
    advice: 'Have it compiled',
    after: manifest,
  },
}
