import { withAfterword } from 'afterword/next'

export default withAfterword({
  turbopack: { root: process.env.ROOT },
  typescript: { ignoreBuildErrors: true },
})
