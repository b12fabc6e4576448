import { after } from 'afterword'

export async function ServerComponent() {
  await new Promise((resolve) => setTimeout(resolve, 1))
  after(({ outcome }) => console.log(`after about: ${outcome}`))
  return <p>written once</p>
}
