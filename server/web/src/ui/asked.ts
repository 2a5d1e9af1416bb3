// What the server answers to a question that a screen asks when it opens.
import { useCallback, useEffect, useState } from "preact/hooks";
import type { Client } from "../api/client";
import { useTexts } from "../texts/text";
import { said } from "./said";

export interface Asked<T> {
  value: T | null; // null: not yet, or never
  failure: string; // in a sentence; empty: none
  again: () => void;
}

export function useAsked<T>(client: Client, path: string | null): Asked<T> {
  const texts = useTexts();
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState("");
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null) return;
    const gone = new AbortController();
    client
      .json<T>(path, { signal: gone.signal })
      .then((answer) => {
        setValue(answer);
        setFailure("");
      })
      .catch((error: unknown) => {
        if (!gone.signal.aborted) setFailure(said(error, texts));
      });
    return () => gone.abort();
  }, [client, path, round, texts]);
  const again = useCallback(() => setRound((now) => now + 1), []);
  return { value, failure, again };
}
