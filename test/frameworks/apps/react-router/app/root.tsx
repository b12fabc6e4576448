import { Outlet, Scripts } from 'react-router'

export { middleware } from 'afterword/react-router'

export default function Root() {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  )
}
