import type { Attachment } from 'svelte/attachments';

/** Makes a text area as high as its text, up to `maxLines`. `text` is read so that a change of it is seen. */
export function autosize(text: () => string, maxLines: number): Attachment<HTMLTextAreaElement> {
  return (area) => {
    function fit(): void {
      const style = getComputedStyle(area);
      const frame = area.offsetHeight - area.clientHeight;
      const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
      const most = Number.parseFloat(style.lineHeight) * maxLines + padding + frame;
      area.style.setProperty('height', 'auto');
      const wanted = area.scrollHeight + frame;
      area.style.setProperty('height', `${Math.min(wanted, most)}px`);
      area.style.setProperty('overflow-y', wanted > most ? 'auto' : 'hidden');
    }

    $effect(() => {
      text();
      fit();
    });

    // A change of width wraps the text anew.
    let width = area.clientWidth;
    const observer = new ResizeObserver(() => {
      if (area.clientWidth === width) return;
      width = area.clientWidth;
      fit();
    });
    observer.observe(area);
    return () => {
      observer.disconnect();
    };
  };
}
