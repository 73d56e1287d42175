/**
 * As much of a page's XMLHttpRequest as an upload uses, over fetch: Node has none. What only a browser can show (CORS,
 * headers that pages may not set) is for the tests with a browser.
 */
class PageXhr extends EventTarget {
  readonly upload = new EventTarget();
  status = 0;
  responseText = "";
  readonly #leave = new AbortController();
  readonly #headers = new Headers();
  #answered = new Headers();
  #target = { method: "", url: "" };

  open(method: string, url: string): void {
    this.#target = { method, url };
  }

  setRequestHeader(name: string, value: string): void {
    if (/^(content-length|host)$/iu.test(name)) throw new Error(`a page may not set ${name}`);
    this.#headers.append(name, value);
  }

  getAllResponseHeaders(): string {
    return [...this.#answered].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  }

  abort(): void {
    this.#leave.abort();
  }

  send(body: Blob): void {
    void this.#finish(body);
  }

  async #finish(body: Blob): Promise<void> {
    this.dispatchEvent(new Event(await this.#send(body)));
    this.dispatchEvent(new Event("loadend"));
  }

  async #send(body: Blob): Promise<string> {
    const { method, url } = this.#target;
    try {
      const response = await fetch(url, { method, headers: this.#headers, body, signal: this.#leave.signal });
      this.upload.dispatchEvent(Object.assign(new Event("progress"), { loaded: body.size }));
      this.status = response.status;
      this.#answered = response.headers;
      this.responseText = await response.text();
      return "load";
    } catch {
      return this.#leave.signal.aborted ? "abort" : "error";
    }
  }
}

/** Makes this process look like a page until the answer is disposed of. */
export function pageWithXhr(): Disposable {
  Object.assign(globalThis, { XMLHttpRequest: PageXhr });
  return {
    [Symbol.dispose]: () => {
      Reflect.deleteProperty(globalThis, "XMLHttpRequest");
    },
  };
}
