/** The object is gone or has other bytes than are expected. */
export class OtherBytes extends Error {
  constructor(how: string) {
    super(how);
    this.name = "OtherBytes";
  }
}
