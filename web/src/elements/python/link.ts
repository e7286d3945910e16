// Code in a link: packed, and in letters that an address may have.

async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const piped = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

/** Characters of a packed code that a link may have: an archive of a few bytes can unpack to very many. */
const MOST = 20_000;
const MOST_UNPACKED = 200_000;

/** A code as a link holds it. */
export async function packed(code: string): Promise<string> {
  const bytes = await through(new TextEncoder().encode(code), new CompressionStream("deflate-raw"));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The code of a link; undefined if it holds none. */
export async function unpacked(text: string): Promise<string | undefined> {
  if (text.length > MOST) return undefined;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const reader = stream.getReader();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
      size += value!.length;
      if (size > MOST_UNPACKED) return undefined;
      parts.push(value as Uint8Array<ArrayBuffer>);
    }
    return new TextDecoder().decode(await new Blob(parts).arrayBuffer());
  } catch {
    return undefined;
  }
}
