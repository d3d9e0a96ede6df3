/**
 * The lines that a shop pastes into its pages: calls before the script comes wait in the first. `origin` is this
 * installation's, without a slash at its end.
 */
export function embedSnippet(origin: string, channel: string): string {
  return [
    '<script>',
    '  window.Causerie ||= new Proxy([], { get: (calls, name) =>',
    '    calls[name] ?? ((...given) => void calls.push([name, ...given])) });',
    '</script>',
    `<script async src="${origin}/widget/${channel}/widget.js"></script>`,
  ].join('\n');
}
