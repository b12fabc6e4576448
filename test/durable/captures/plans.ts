// The jobs of a program, as the analysis plans them.
import type { JobPlan } from '../../../transform/analyze/index.ts'
import { analyzeSource } from '../../../transform/compile.ts'
import { resolveOptions } from '../../../transform/options.ts'

const options = resolveOptions({})

export const plansOf = (code: string): readonly JobPlan[] =>
  analyzeSource({ code, name: 'input.js', language: 'jsx', sourceType: 'module' }, options).plan.jobs
