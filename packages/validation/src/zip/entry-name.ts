/**
 * What MS-DOS called 128 to 175 and 224 to 255, and ZIP still does where no flag says UTF-8. Letters and signs of Latin-1 stand as the
 * ASCII characters 128 below them: pages load this, and ASCII takes a third of the bytes.
 */
const CP437 = 'G|ibd`egjkhonlDEIfFtvr{y\x7fV\\"#%₧ƒamszqQ*:?⌐,=<!+;α_ΓπΣσ5τΦΘΩδ∞φε∩≡1≥≤⌠⌡w≈0∙7√ⁿ2■ ';

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** macOS writes UTF-8 without saying so; what is no UTF-8 is taken for code page 437, as the standard says. */
export function decodeName(bytes: Uint8Array, isUtf8: boolean): string {
  if (isUtf8) return lenient.decode(bytes);
  try {
    return strict.decode(bytes);
  } catch {
    return fromCp437(bytes);
  }
}

/** Code page 866 has the same characters up to 127 and the same boxes from 176 to 223, and runtimes know it. */
function fromCp437(bytes: Uint8Array): string {
  const cyrillic = new TextDecoder("ibm866").decode(bytes);
  return Array.from(bytes, (byte, at) => {
    if (byte < 0x80 || (byte >= 0xb0 && byte < 0xe0)) return cyrillic[at];
    const character = CP437.charCodeAt(byte < 0xb0 ? byte - 0x80 : byte - 0xb0);
    return String.fromCharCode(character < 0x80 ? character + 0x80 : character);
  }).join("");
}

/** Why a name must not become a path. */
export type UnsafeName = "absolute" | "leaves_the_folder" | "control_character" | "too_long" | "link" | "no_name";

const MAX_PATH_CHARACTERS = 1_024;
const MAX_SEGMENT_CHARACTERS = 255;
/** Bits of a Unix mode that say what a file is, and the value that says "symbolic link". */
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/** The folders and the file of an entry; `isFolder`: the entry is a folder itself. */
export interface EntryPath {
  readonly segments: readonly string[];
  readonly isFolder: boolean;
}

/**
 * Reads a name as a path inside the archive. Old Windows tools write backslashes, some tools "./" in front, macOS decomposed
 * accents: all of it comes to the same path.
 */
export function pathOf(name: string, unixMode: number): EntryPath | UnsafeName {
  if ((unixMode & FILE_TYPE) === SYMBOLIC_LINK) return "link";
  const path = name.normalize("NFC").replaceAll("\\", "/");
  if (path.startsWith("/") || /^[A-Za-z]:/u.test(path)) return "absolute";
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) return "leaves_the_folder";
  if (segments.length === 0) return path.endsWith("/") ? { segments, isFolder: true } : "no_name";
  // macOS names its folder icons "Icon" and a carriage return.
  if (segments.some((segment) => segment !== "Icon\r" && hasControlCharacter(segment))) return "control_character";
  if (path.length > MAX_PATH_CHARACTERS || segments.some(({ length }) => length > MAX_SEGMENT_CHARACTERS))
    return "too_long";
  return { segments, isFolder: path.endsWith("/") };
}

/** Those that steer terminals, and those that turn the direction of writing, with which "gpj.exe" is shown as "exe.jpg". */
function hasControlCharacter(segment: string): boolean {
  return /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(segment);
}
