/** The lines that a shop pastes into its pages. `origin` is this installation's, without a slash at its end. */
export function embedSnippet(origin: string, channel: string): string {
  // In two pieces: a page that carries this very source must not end its own script here.
  return [`<script async`, `  src="${origin}/widget.js"`, `  data-channel="${channel}">`, `</${'script'}>`].join('\n');
}
