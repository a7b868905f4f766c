/** tus over fetch: its own browser stack knows XMLHttpRequest alone, which a service worker does not have. */
import type { HttpRequest, HttpResponse, HttpStack } from 'tus-js-client';

const chunkTimeoutMs = 120_000;

export const fetchHttpStack: HttpStack = {
  createRequest: (method, url) => new FetchRequest(method, url),
  getName: () => 'fetch',
};

class FetchRequest implements HttpRequest {
  readonly #method: string;
  readonly #url: string;
  readonly #headers: Record<string, string> = {};
  readonly #abort = new AbortController();

  constructor(method: string, url: string) {
    this.#method = method;
    this.#url = url;
  }

  getMethod(): string {
    return this.#method;
  }
  getURL(): string {
    return this.#url;
  }
  setHeader(header: string, value: string): void {
    this.#headers[header] = value;
  }
  getHeader(header: string): string | undefined {
    return this.#headers[header];
  }
  /** fetch does not say how far a body has gone; progress goes by chunks. */
  setProgressHandler(): void {}

  async send(body: BodyInit | null = null): Promise<HttpResponse> {
    const timer = setTimeout(() => this.#abort.abort(), chunkTimeoutMs);
    try {
      return await this.#fetch(body);
    } finally {
      clearTimeout(timer);
    }
  }

  async #fetch(body: BodyInit | null): Promise<HttpResponse> {
    const response = await fetch(this.#url, {
      method: this.#method,
      headers: this.#headers,
      body,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      signal: this.#abort.signal,
    });
    const text = await response.text();
    return {
      getStatus: () => response.status,
      getHeader: (header) => response.headers.get(header) ?? undefined,
      getBody: () => text,
      getUnderlyingObject: () => response,
    };
  }

  async abort(): Promise<void> {
    this.#abort.abort();
  }
  getUnderlyingObject(): null {
    return null;
  }
}
