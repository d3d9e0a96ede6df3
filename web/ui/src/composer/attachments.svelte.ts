import type { Upload } from './upload.ts';

interface Attachment extends Upload {
  readonly file: File;
}

let made = 0;

/** The files that go with the message being written. They are uploaded when it is sent, or when there is a line again. */
export class Attachments {
  #all = $state.raw<readonly Attachment[]>([]);

  get uploads(): readonly Upload[] {
    return this.#all;
  }

  /** `limit` in bytes: a larger file is shown with the words of `tooLarge`, and keeps the message from being sent. */
  add(files: readonly File[], limit: number, tooLarge: string): void {
    const added = files.map((file) => ({
      file,
      key: String((made += 1)),
      name: file.name,
      size: file.size,
      progress: 1,
      error: file.size > limit ? tooLarge : undefined,
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
