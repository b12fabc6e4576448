import { after } from 'afterword'

export default async function About() {
  await new Promise((resolve) => setTimeout(resolve, 1))
  after(({ outcome }) => console.log(`after about: ${outcome}`))
  return <p>written once</p>
}

export const getConfig = () => ({ render: 'static' }) as const
