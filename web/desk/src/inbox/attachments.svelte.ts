import type { Upload } from '@causerie/ui';

import { messages } from '../messages/index.ts';

interface Attachment extends Upload {
  readonly file: File;
}

/** The files that go with the message being written. They are uploaded when it is sent, or when there is a line again. */
export class Attachments {
  #all = $state.raw<readonly Attachment[]>([]);

  get uploads(): readonly Upload[] {
    return this.#all;
  }

  /** `limit` in bytes: a larger file is shown with what is wrong, and keeps the message from being sent without it. */
  add(files: readonly File[], limit: number): void {
    const added = files.map((file) => ({
      file,
      key: crypto.randomUUID(),
      name: file.name,
      size: file.size,
      progress: 1,
      error: file.size > limit ? messages.t.tooLarge : undefined,
      preview: file.type.startsWith('image/') ? URL.createObjectURL(file) : undefined,
    }));
    this.#all = [...this.#all, ...added];
  }

  remove(key: string): void {
    this.#release(this.#all.filter((one) => one.key === key));
    this.#all = this.#all.filter((one) => one.key !== key);
  }

  /** Gives the files away and is empty. */
  take(): File[] {
    const files = this.#all.map((one) => one.file);
    this.clear();
    return files;
  }

  clear(): void {
    this.#release(this.#all);
    this.#all = [];
  }

  #release(gone: readonly Attachment[]): void {
    for (const { preview } of gone) if (preview !== undefined) URL.revokeObjectURL(preview);
  }
}
