// A scan session, followed as the server tells of it. The server goes on whatever becomes of the line.
import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError, type Client, type Schemas } from "../../api/client";
import { inLanguage, useLanguage } from "../../texts/text";

export type Scan = Schemas["Scan"];
export type ScanPage = Schemas["ScanPage"];

const kAgainMilliseconds = 1500;

export interface Followed {
  scan: Scan | null;
  gone: boolean; // thrown away, or of another office
  cut: boolean; // the server is not reached at this time
  // Something the server answered with; newer than what was shown.
  show: (scan: Scan) => void;
}

export function useScan(client: Client, name: string): Followed {
  const [scan, setScan] = useState<Scan | null>(null);
  const [gone, setGone] = useState(false);
  const [cut, setCut] = useState(false);
  const language = useLanguage();

  useEffect(() => {
    const path = `/api/v1/scans/${encodeURIComponent(name)}`;
    let stream: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let over = false;

    const retry = () => {
      stream?.close();
      if (over) return;
      setCut(true);
      clearTimeout(again);
      again = setTimeout(() => void look(), kAgainMilliseconds);
    };
    const look = async () => {
      try {
        const now = await client.json<Scan>(path);
        if (over) return;
        setCut(false);
        setScan(now);
        if (now.state !== "taken") follow();
      } catch (error) {
        if (over) return;
        const status = error instanceof ApiError ? error.status : 0;
        if (status === 404) setGone(true);
        else if (status !== 401) retry(); // else somebody else has the screen now
      }
    };
    const follow = () => {
      stream = new EventSource(inLanguage(`${path}/events`, language));
      stream.addEventListener("scan", (event) => {
        const now = JSON.parse((event as MessageEvent<string>).data) as Scan;
        setScan(now);
        setCut(false);
        if (now.state === "taken") stream?.close();
      });
      stream.addEventListener("gone", () => {
        stream?.close();
        setGone(true);
      });
      // The browser would ask again by itself, but not after a refusal.
      stream.onerror = retry;
    };
    // A stream may stand open over a line that is gone; the browser knows sooner.
    addEventListener("offline", retry);
    void look();
    return () => {
      over = true;
      removeEventListener("offline", retry);
      stream?.close();
      clearTimeout(again);
    };
  }, [client, name, language]);

  const show = useCallback((next: Scan) => setScan(next), []);
  return { scan, gone, cut, show };
}
