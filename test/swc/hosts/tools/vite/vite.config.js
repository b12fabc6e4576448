import react from '@vitejs/plugin-react-swc'
import { swcPlugin } from 'afterword/swc'

export default {
  plugins: [react({ plugins: [swcPlugin()] })],
  build: { ssr: 'src/shop.tsx', outDir: 'out' },
}
