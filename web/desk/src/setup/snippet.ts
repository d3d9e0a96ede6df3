/** The lines that a shop pastes into its pages. `origin` is this installation's, without a slash at its end. */
export function embedSnippet(origin: string, channel: string): string {
  return [
    '<script async',
    `  src="${origin}/widget.js"`,
    `  data-channel="${channel}">`,
    '</script>',
  ].join('\n');
}
