// In which order the files of tests are run: what takes longest comes first, so that no worker has it left at the end.

import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Each takes 25 s or more. */
const LONG = [
  'programs/bite',
  'neighbours/neighbours',
  'parity/forms',
  'fixtures/fixtures',
  'swc/order',
  'programs/programs',
  'package/types',
  'parity/corpus',
  'cli/applications',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((each) => moduleId.endsWith(`test/${each}.test.ts`))
  return at === -1 ? LONG.length : at
}

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
