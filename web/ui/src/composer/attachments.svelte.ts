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
    this.#all = [...this.#all, ...files.map((file) => this.#attached(file, limit, tooLarge))];
  }

  #attached(file: File, limit: number, tooLarge: string): Attachment {
    const key = String((made += 1));
    const picture = {
      file,
      replace: (drawn: File) => {
        const next = this.#attached(drawn, limit, tooLarge);
        this.#release(this.#all.filter((one) => one.key === key));
        this.#all = this.#all.map((one) => (one.key === key ? next : one));
      },
    };
    const shown = file.type.startsWith('image/');
    return {
      file,
      key,
      name: file.name,
      size: file.size,
      progress: 1,
      error: file.size > limit ? tooLarge : undefined,
      preview: shown ? URL.createObjectURL(file) : undefined,
      // What moves would stand still.
      picture: shown && file.type !== 'image/gif' ? picture : undefined,
    };
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
