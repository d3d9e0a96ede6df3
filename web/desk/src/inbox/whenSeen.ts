import type { Attachment } from 'svelte/attachments';

/** Calls `run` when the element comes near the screen. */
export function whenSeen(run: () => void): Attachment {
  return (element) => {
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) run();
      },
      { rootMargin: '400px' },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  };
}
