// What a test sees of Next's module, mocked or not: asked by ../mocked.ts, in the processes of test tools only.
export * from 'next/headers'
