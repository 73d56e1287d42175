/** What somebody has dropped or chosen. */
export interface ChosenFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly file: File;
}

export const chosenFile = (file: File): ChosenFile => ({ name: file.name, sizeBytes: file.size, file });
