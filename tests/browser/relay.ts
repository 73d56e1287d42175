import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A stretch of network between a page and a server that can be cut: browsers keep open streams when they are set offline. */
export interface Relay {
  readonly url: string;
  /** Breaks every connection off; later ones go through again. */
  cut(): void;
  /** Breaks every connection off, and every later one until {@link up}. */
  down(): void;
  up(): void;
  close(): Promise<void>;
}

/** @param target - `http://host:port`. */
export async function startRelay(target: string): Promise<Relay> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  let isDown = false;
  const server = createServer((near) => {
    if (isDown) return void near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the relay has no port");
  const cut = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    down: () => {
      isDown = true;
      cut();
    },
    up: () => void (isDown = false),
    close: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
