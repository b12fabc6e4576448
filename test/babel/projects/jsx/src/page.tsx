import type { ReactNode } from 'react'
import { note, pause, task } from './journal.ts'

export interface Props {
  id: string
  children?: ReactNode
}

export async function Page({ id }: Props) {
  await pause(2)
  task('page', id)
  const items = ['x', 'y'] as const
  return (
    <main>
      {items.map((item) => (
        <Item key={item} id={id} name={item} render={async (name) => (await pause(1), task(`render prop ${name}`, id), <i>{name}</i>)} />
      ))}
      <Frame id={id}>
        <Lazy id={id} {...{ title: await title(id) }} />
      </Frame>
    </main>
  )
}

const Item = async <T extends string>({ id, name, render }: Props & { name: T; render: (name: T) => Promise<unknown> }) => {
  const made = await render(name)
  task(`item ${name}`, id)
  return <li>{made}</li>
}

function Frame({ id, children }: Props) {
  note('frame', id)
  return <>{children}</>
}

class Titles {
  static async Component({ id, title }: Props & { title: string }) {
    await pause(1)
    task(`title ${title}`, id)
    return <h1>{title}</h1>
  }
}
const Lazy = Titles.Component

async function title(id: string): Promise<string> {
  try {
    await pause(1)
    return `title of ${id}`
  } finally {
    task('title made', id)
  }
}
