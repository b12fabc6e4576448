import { useLoaderData } from 'react-router'
import { late } from '../lib/work'

export const loader = async () => ({ about: await late('about') })

export default function About() {
  return <p>{useLoaderData<typeof loader>().about}</p>
}
