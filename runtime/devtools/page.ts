// The page as one text: no build step, and no request but to its own server.
import { script } from './client.ts'
import { style } from './style.ts'

export interface PageConfig {
  readonly path: string
  readonly editor: string | false
  readonly root: string
  /** How many requests are shown. */
  readonly max: number
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`)

export const pageOf = (nonce: string, config: PageConfig): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>After the response</title>
<style nonce="${nonce}">${style}</style>
</head>
<body data-config="${escaped(JSON.stringify(config))}">
<header>
<h1>After the response</h1>
<p id="status" role="status" data-state="connecting">Connecting …</p>
<p id="load"></p>
<div class="tools">
<input id="search" type="search" placeholder="Search  /" aria-label="Search requests and tasks" autocomplete="off" spellcheck="false">
<button id="pause" type="button" aria-pressed="false">Pause <kbd>p</kbd></button>
<button id="clear" type="button">Clear <kbd>c</kbd></button>
</div>
</header>
<main>
<noscript><p class="note">This page needs JavaScript. Without it, read <a href="${escaped(config.path)}/data">the same as JSON</a>.</p></noscript>
<section id="empty" class="note" hidden>
<h2>No request yet</h2>
<p>Send one to this server: open a page of it in another tab. It is shown here at once.</p>
<p>Still nothing? Look at these:</p>
<ul>
<li>The server opens a scope for each request: <code>app.use(afterword())</code>, or <code>withAfter(handler)</code>.</li>
<li>It runs in the same process as this page. A worker, or a second process, is not seen from here.</li>
<li>A request without tasks is shown, too. Give one a task: <code>after(() => console.log('sent'))</code>.</li>
</ul>
</section>
<p id="none" class="note" hidden>Nothing matches.</p>
<ol id="requests" aria-label="Requests, the latest first"></ol>
</main>
<footer><kbd>/</kbd> search <kbd>p</kbd> pause <kbd>c</kbd> clear <kbd>j</kbd> <kbd>k</kbd> next, previous <kbd>Enter</kbd> open, close <kbd>Esc</kbd> leave</footer>
<script nonce="${nonce}">${script}</script>
</body>
</html>
`
